package import AliceModel
import AliceNumbers

/// A file to upload to fal's storage, read in chunks while it is sent.
package struct FalFile: Sendable {
  package let name: String
  package let contentType: String
  let bytes: any RandomAccessBytes

  package init(_ bytes: any RandomAccessBytes, name: String, contentType: String) {
    self.bytes = bytes
    self.name = name
    self.contentType = contentType
  }

  package var byteCount: UInt64 { bytes.byteCount }
}

/// The division of a file into parts for the upload, in bytes.
package struct UploadCut: Sendable, Hashable {
  /// Larger files are sent in parts.
  package var whole: UInt64
  package var part: UInt64
  /// The maximum number of parts.
  static let mostParts: UInt64 = 10_000

  /// The defaults are those of fal's own clients.
  package init(whole: UInt64 = 90 << 20, part: UInt64 = 10 << 20) {
    self.whole = whole
    self.part = max(1, part)
  }

  /// Returns the parts of a file of that size, in order.
  func parts(of count: UInt64) -> [Range<UInt64>] {
    guard count / part < UploadCut.mostParts else { return [] }
    return stride(from: 0, to: count, by: Int(clamping: part)).map { $0..<min($0 + part, count) }
  }
}

/// The body of one request: a range of a file, or an array.
struct RequestBody: Sendable {
  private static let chunk: UInt64 = 1 << 18

  private let source: any RandomAccessBytes
  private let range: Range<UInt64>
  /// Receives the position of the next read, counted from the start of the file.
  private let progress: @Sendable (UInt64) -> Void

  init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.byteCount) }

  init(
    _ source: any RandomAccessBytes, _ range: Range<UInt64>, progress: @escaping @Sendable (UInt64) -> Void = { _ in }
  ) {
    self.source = source
    self.range = range
    self.progress = progress
  }

  var count: UInt64 { range.upperBound - range.lowerBound }

  /// Returns the next bytes from `offset`; nil at the end. Throws if the file has become shorter.
  func chunk(at offset: UInt64) throws -> [UInt8]? {
    progress(range.lowerBound + offset)
    guard offset < count else { return nil }
    let wanted = min(RequestBody.chunk, count - offset)
    let bytes = try source.read(at: range.lowerBound + offset, count: Int(wanted))
    guard bytes.count == Int(wanted) else { throw ShortFile() }
    return bytes
  }

  struct ShortFile: Error, CustomStringConvertible {
    var description: String { "it became shorter while it was sent" }
  }
}
