import AliceKit
import Hummingbird
import NIOCore
import Synchronization

/// Many files as one archive. A ticket names them, so that the browser downloads it like any file.
enum ZipRoutes {
  static let prepare: Routes.Route = { server, call in
    let ids = try await server.object(of: call).ids()
    guard !ids.isEmpty else { throw Problem.usage("ids lists no asset") }
    // The page can tell what a download cannot.
    _ = try await server.workers.read { [browser = server.browser] in try sources(ids, browser) }
    return .json(["url": .string("/api/1/zip/" + server.downloads.issue(ids))])
  }

  static let download: Routes.Route = { server, call in
    guard let ids = server.downloads.take(call.path[3], keeps: call.method == .head) else {
      throw Problem.notFound("this download was used already, or is older than a minute")
    }
    let (workers, browser) = (server.workers, server.browser)
    let files = try await workers.read { try sources(ids, browser) }
    let archive = ZipArchive(files.map { ($0.name, $0.asset.created, $0.size) })
    return Reply(
      headers: [.contentType: "application/zip", .contentDisposition: "attachment; filename=\"alice.zip\""],
      body: .stream(length: Int(clamping: archive.size)) { writer in
        var writing = ZipWriting(archive)
        for (entry, source) in zip(archive.entries, files) {
          // The sum of the content stands before it, so the file is read twice.
          let (file, sum) = try await workers.read {
            let file = try source.open(browser)
            return (file, try CRC32.sum(of: file.bytes))
          }
          try await writer.write(ByteBuffer(bytes: writing.begin(entry, sum: sum)))
          try await FileRoutes.write(file, 0..<entry.size, workers, to: &writer)
        }
        try await writer.write(ByteBuffer(bytes: writing.end()))
      })
  }

  /// A file of the archive, which is open only while it is read, as a process can open few files at once.
  private struct Source: Sendable {
    let asset: Asset
    /// The companion of the asset that is sent; nil for the asset itself.
    let companion: Companion?
    let size: UInt64
    let modified: Int64

    init(_ asset: Asset, _ companion: Companion?, _ browser: Browser) throws {
      let file = try companion.map { try browser.file(of: $0, of: asset) } ?? browser.file(of: asset)
      (self.asset, self.companion, size, modified) = (asset, companion, file.size, file.modified)
    }

    /// An asset and its companions have a folder of their own.
    var name: String {
      let name = companion?.name ?? asset.path.lastComponent.description
      return asset.record.companions.isEmpty ? name : "\(asset.path.stem)/\(name)"
    }

    /// Throws if the file changed since its size was announced: the archive must not look complete.
    func open(_ browser: Browser) throws -> AssetFile {
      let file = try companion.map { try browser.file(of: $0, of: asset) } ?? browser.file(of: asset)
      guard file.size == size, file.modified == modified else { throw ChannelError.eof }
      return file
    }
  }

  /// Throws for the first asset that cannot be read; a companion that cannot be is left out.
  private static func sources(_ ids: [AssetID], _ browser: Browser) throws -> [Source] {
    let known = try browser.assets(ids)
    return try ids.flatMap { id in
      guard let asset = known[id] else { throw AliceError.noSuchAsset(id.short) }
      return try [Source(asset, nil, browser)] + asset.record.companions.compactMap { try? Source(asset, $0, browser) }
    }
  }
}

/// Downloads that were asked for: each can be used once, within a minute.
final class DownloadTickets: Sendable {
  private static let lifetime = Duration.seconds(60)
  private static let limit = 64

  private struct Ticket {
    let name: String
    let ids: [AssetID]
    let end: ContinuousClock.Instant
  }

  private let tickets = Mutex<[Ticket]>([])

  func issue(_ ids: [AssetID]) -> String {
    let name = (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined()
    tickets.withLock { tickets in
      tickets.removeAll { $0.end <= .now }
      tickets =
        tickets.suffix(DownloadTickets.limit - 1)
        + [Ticket(name: name, ids: ids, end: .now + DownloadTickets.lifetime)]
    }
    return name
  }

  /// Returns the ids of a download, which is used up unless it is only looked at.
  func take(_ name: String, keeps: Bool) -> [AssetID]? {
    tickets.withLock { tickets in
      guard let index = tickets.firstIndex(where: { $0.name == name }) else { return nil }
      let ticket = keeps ? tickets[index] : tickets.remove(at: index)
      return ticket.end > .now ? ticket.ids : nil
    }
  }
}
