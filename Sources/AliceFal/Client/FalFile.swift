package import AliceModel

/// A file that goes to fal's storage, read piece by piece while it is sent.
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

/// How a file is cut for its way to the storage. In bytes.
package struct UploadCut: Sendable, Hashable {
  /// Larger files go in parts.
  package var whole: UInt64
  package var part: UInt64
  /// More parts are not sent.
  static let mostParts: UInt64 = 10_000

  /// As fal's own clients have it.
  package init(whole: UInt64 = 90 << 20, part: UInt64 = 10 << 20) {
    self.whole = whole
    self.part = max(1, part)
  }

  /// The parts of a file of that size, in order.
  func parts(of count: UInt64) -> [Range<UInt64>] {
    guard count / part < UploadCut.mostParts else { return [] }
    return stride(from: 0, to: count, by: Int(clamping: part)).map { $0..<min($0 + part, count) }
  }
}

/// The bytes that one request carries: a range of a file, or an array.
struct RequestBody: Sendable {
  private static let chunk: UInt64 = 1 << 18

  private let source: any RandomAccessBytes
  private let range: Range<UInt64>
  /// Told how far the reading has come, counted from the start of the file.
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

  /// The bytes from `offset` on, some of them; nil at the end. Throws where the file is shorter than it was.
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
