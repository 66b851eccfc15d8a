import AliceKit
import Foundation
import Hummingbird
import NIOCore

/// The bytes of files and thumbnails.
enum FileRoutes {
  private static let pieceSize = 256 << 10

  static let file: Routes.Route = { server, call in
    let asset = try await server.asset(call.path[3])
    let file = try await server.workers.read { [browser = server.browser] in try browser.file(of: asset) }
    let tag = "\"\(asset.id.hex)-\(file.size)-\(file.modified)\""
    let modified = HTTPDate.text(nanoseconds: file.modified)
    var headers: HTTPFields = [
      .eTag: tag, .lastModified: modified, .acceptRanges: "bytes", .cacheControl: "private, no-cache",
      .contentType: type(of: asset), .contentDisposition: disposition(of: asset, call),
    ]
    if EntityTag.matches(call.header(.ifNoneMatch), tag) { return Reply(.notModified, headers: headers) }
    switch range(call, size: file.size, tag: tag, modified: modified) {
    case .unsatisfiable:
      var problem = Problem(.rangeNotSatisfiable, "the file ends before this range")
      problem.headers[.contentRange] = "bytes */\(file.size)"
      throw problem
    case .whole: return Reply(headers: headers, body: stream(file, 0..<file.size, server))
    case .part(let part):
      headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"
      return Reply(.partialContent, headers: headers, body: stream(file, part, server))
    }
  }

  /// `If-Range` asks for the whole file if it changed since.
  private static func range(_ call: Call, size: UInt64, tag: String, modified: String) -> ByteRange {
    guard call.method == .get else { return .whole }
    if let condition = call.header("If-Range"), condition != tag, condition != modified { return .whole }
    return ByteRange(call.header(.range), size: size)
  }

  /// Sends the range piece by piece, as fast as the client reads.
  static func stream(_ file: AssetFile, _ range: Range<UInt64>, _ server: GalleryServer) -> Reply.Body {
    let workers = server.workers
    return .stream(length: Int(clamping: range.upperBound - range.lowerBound)) { writer in
      try await write(file, range, workers, to: &writer)
    }
  }

  @concurrent
  static func write(
    _ file: AssetFile, _ range: Range<UInt64>, _ workers: Workers, to writer: inout any ResponseBodyWriter
  ) async throws {
    var at = range.lowerBound
    while at < range.upperBound {
      let start = at
      let piece = try await workers.read {
        try file.bytes.read(at: start, count: Int(min(UInt64(pieceSize), range.upperBound - start)))
      }
      // The announced length cannot be kept, so the connection must not look complete.
      guard !piece.isEmpty else { throw ChannelError.eof }
      try await writer.write(ByteBuffer(bytes: piece))
      at += UInt64(piece.count)
    }
  }

  /// The types that browsers show and that run no code; all else is downloaded.
  private static let shown: [MediaFormat: String] = [
    .png: "image/png", .jpeg: "image/jpeg", .webp: "image/webp", .avif: "image/avif", .gif: "image/gif",
    .bmp: "image/bmp",
    .mp4: "video/mp4", .webm: "video/webm", .mov: "video/quicktime", .mp3: "audio/mpeg", .ogg: "audio/ogg",
    .wav: "audio/wav", .flac: "audio/flac", .m4a: "audio/mp4", .aac: "audio/aac",
  ]

  private static func type(of asset: Asset) -> String { shown[asset.facts.format] ?? "application/octet-stream" }

  private static func disposition(of asset: Asset, _ call: Call) -> String {
    let kind = shown[asset.facts.format] == nil || call.flag("download") ? "attachment" : "inline"
    let name = asset.path.lastComponent
    let plain = String(decoding: name.bytes.map { FileRoutes.isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    let exact = name.bytes.map { byte in
      FileRoutes.isPlain(byte) && byte != UInt8(ascii: " ")
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return "\(kind); filename=\"\(plain)\"; filename*=UTF-8''\(exact.joined())"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "-_. ".utf8.contains(byte)
    }
  }
}

/// Dates of HTTP headers.
enum HTTPDate {
  static func text(nanoseconds: Int64) -> String {
    let date = Date(timeIntervalSince1970: Double(nanoseconds / 1_000_000_000))
    return date.formatted(
      Date.VerbatimFormatStyle(
        format: """
          \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \
          \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
          \(second: .twoDigits) GMT
          """, locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
  }
}
