import AliceModel
import AliceVision
import Foundation

/// The CDN's download interface: it needs no key, and supports ranges, lengths and types.
extension Simulation {
  func media(_ exchange: Exchange, name: String) async throws -> Answer {
    let now = now
    let (faults, refusal) = try await applyFaults(at: .media)
    if let refusal { return refusal }
    if faults.contains(where: { $0.kind == .expiredMedia }) { withState { $0.shelf.delete(name) } }
    guard let item = withState({ $0.shelf.item(named: name, at: now) }) else { return Answer.notFound }
    let bytes = try bytes(of: item)
    let headers = [
      ("Content-Type", item.contentType), ("Accept-Ranges", "bytes"), ("ETag", "\"\(StableHash(item.name).hex)\""),
      ("Cache-Control", "public, max-age=31536000"), ("Access-Control-Allow-Origin", "*"),
    ]
    if faults.contains(where: { $0.kind == .truncatedMedia }) {
      return Answer(status: 200, headers: headers, body: .broken(bytes, sent: bytes.count / 2))
    }
    if faults.contains(where: { $0.kind == .shortMedia }) {
      return Answer(status: 200, headers: headers, body: .bytes(Array(bytes.prefix(bytes.count / 2))))
    }
    if faults.contains(where: { $0.kind == .endlessMedia }) {
      return Answer(status: 200, headers: headers, body: .endless(bytes))
    }
    return Simulation.part(of: bytes, range: exchange.header("Range"), headers: headers)
  }

  /// Paints the picture on the first request, outside the lock.
  func bytes(of item: MediaItem) throws(VisionError) -> [UInt8] {
    if case .stored(let bytes, _) = item.content { return bytes }
    if let cached = withState({ $0.shelf.cached(item.name) }) { return cached }
    let bytes = try item.bytes()
    withState { $0.shelf.cache(bytes, as: item.name) }
    return bytes
  }

  /// Returns the whole file, or the one requested range. Several ranges are answered with the whole file, as RFC 9110
  /// allows.
  private static func part(of bytes: [UInt8], range: String?, headers: [(String, String)]) -> Answer {
    guard let range, range.hasPrefix("bytes="), !range.contains(",") else {
      return Answer(status: 200, headers: headers, body: .bytes(bytes))
    }
    guard let part = ByteRange(String(range.dropFirst(6)), of: bytes.count) else {
      return Answer(status: 416, headers: [("Content-Range", "bytes */\(bytes.count)")], body: .bytes([]))
    }
    let place = ("Content-Range", "bytes \(part.first)-\(part.last)/\(bytes.count)")
    return Answer(status: 206, headers: headers + [place], body: .bytes(Array(bytes[part.first...part.last])))
  }
}

/// One range of RFC 9110: `0-99`, `100-` or `-50`, clamped to the size.
struct ByteRange: Hashable {
  let first: Int
  let last: Int

  /// Returns nil if the range contains no byte of `count`.
  init?(_ text: String, of count: Int) {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2, count > 0 else { return nil }
    if ends[0].isEmpty {
      guard let length = Int(ends[1]), length > 0 else { return nil }
      first = max(0, count - length)
      last = count - 1
    } else {
      guard let start = Int(ends[0]), start >= 0, start < count else { return nil }
      let end = ends[1].isEmpty ? count - 1 : Int(ends[1]) ?? -1
      guard end >= start else { return nil }
      first = start
      last = min(end, count - 1)
    }
  }
}

extension [UInt8] {
  var base64: String { Data(self).base64EncodedString() }
}
