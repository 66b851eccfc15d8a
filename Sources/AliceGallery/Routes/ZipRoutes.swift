import AliceKit
import Hummingbird
import NIOCore
import Synchronization

/// Many files as one archive. A ticket names them, so that the browser downloads it like any file.
enum ZipRoutes {
  static let prepare: Routes.Route = { server, call in
    let ids = try await server.object(of: call).ids()
    guard !ids.isEmpty else { throw Problem.usage("ids lists no asset") }
    return .json(["url": .string("/api/1/zip/" + server.downloads.issue(ids))])
  }

  static let download: Routes.Route = { server, call in
    guard let ids = server.downloads.redeem(call.path[3]) else {
      throw Problem.notFound("this download was used already, or is older than a minute")
    }
    let entries = try await server.workers.read { [browser = server.browser] in
      let known = try browser.assets(ids)
      return ids.compactMap { known[$0] }.compactMap { asset -> (Asset, AssetFile)? in
        (try? browser.file(of: asset)).map { (asset, $0) }
      }
    }
    guard !entries.isEmpty else { throw Problem.notFound("none of the files is in the library") }
    let archive = ZipArchive(entries.map { ($0.path.lastComponent.description, $0.created, $1) })
    let workers = server.workers
    return Reply(
      headers: [.contentType: "application/zip", .contentDisposition: "attachment; filename=\"alice.zip\""],
      body: .stream(length: Int(clamping: archive.size)) { writer in
        var writing = ZipWriting(archive)
        for entry in archive.entries {
          // The sum of the content stands before it, so the file is read twice.
          let sum = try await workers.read { try CRC32.sum(of: entry.file.bytes) }
          try await writer.write(ByteBuffer(bytes: writing.begin(entry, sum: sum)))
          try await copy(entry.file, workers, &writer)
        }
        try await writer.write(ByteBuffer(bytes: writing.end()))
      })
  }

  private static let pieceSize = 256 << 10

  @concurrent
  private static func copy(
    _ file: AssetFile, _ workers: Workers, _ writer: inout any ResponseBodyWriter
  ) async throws {
    var at: UInt64 = 0
    while at < file.size {
      let start = at
      let piece = try await workers.read { try file.bytes.read(at: start, count: pieceSize) }
      guard !piece.isEmpty else { throw ChannelError.eof }
      try await writer.write(ByteBuffer(bytes: piece))
      at += UInt64(piece.count)
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

  func redeem(_ name: String) -> [AssetID]? {
    tickets.withLock { tickets in
      guard let index = tickets.firstIndex(where: { $0.name == name }) else { return nil }
      let ticket = tickets.remove(at: index)
      return ticket.end > .now ? ticket.ids : nil
    }
  }
}
