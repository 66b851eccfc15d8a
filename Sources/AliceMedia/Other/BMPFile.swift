import AliceModel
import AliceNumbers

/// Reads BMP, which has no place for metadata. Writing is not supported.
///
/// The identity is `alice:bmp:1`: all bytes of the file.
enum BMPFile {
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var window = ByteWindow(bytes)
    guard let header = try BMPHeader(window.bytes(at: 0, count: 54)) else { throw .malformed(.bmp, offset: 0) }
    var contents = ContainerContents(format: .bmp)
    contents.width = header.width
    contents.height = header.height
    if header.width == nil || header.height == nil { contents.note(.missingImage) }
    if let end = header.end, end > window.count { contents.note(.truncated) }
    var digest = SHA256Digest(domain: "alice:bmp:1")
    try digest.update(0..<window.count, of: &window)
    contents.digest = try digest.finish()
    return contents
  }
}

/// The headers of a BMP: the file's, then that of Windows or OS/2.
struct BMPHeader {
  /// The sizes of the headers that exist; others are another kind of file.
  private static let sizes: Set<UInt32> = [12, 16, 40, 52, 56, 64, 108, 124]

  let width: Int?
  let height: Int?
  /// The end of uncompressed rows in the file.
  let end: UInt64?

  /// Returns nil if `head` does not begin like a BMP.
  init?(_ head: ArraySlice<UInt8>) {
    guard head.starts(with: "BM".utf8), let size = head.littleEndian32(at: 14), BMPHeader.sizes.contains(size) else {
      return nil
    }
    let isOld = size == 12
    guard let planes = head.littleEndian16(at: isOld ? 22 : 26), planes == 1,
      let depth = head.littleEndian16(at: isOld ? 24 : 28), [1, 2, 4, 8, 16, 24, 32].contains(depth)
    else { return nil }
    let across = isOld ? head.littleEndian16(at: 18).map(Int64.init) : head.littleEndian32(at: 18).map(BMPHeader.signed)
    let down = isOld ? head.littleEndian16(at: 20).map(Int64.init) : head.littleEndian32(at: 22).map(BMPHeader.signed)
    width = across.flatMap { $0 > 0 ? Int($0) : nil }
    // Rows from top to bottom have a negative height.
    height = down.flatMap { $0 != 0 ? Int($0.magnitude) : nil }
    let compression = isOld || size == 16 ? 0 : head.littleEndian32(at: 30) ?? 0
    if compression == 0 || compression == 3, let width, let height, let start = head.littleEndian32(at: 10) {
      // The sides have 31 bits and the depth six, so the product of a row fits.
      let row = (UInt64(width) * UInt64(depth) + 31) / 32 * 4
      let (rows, overflow) = row.multipliedReportingOverflow(by: UInt64(height))
      let (sum, sumOverflow) = rows.addingReportingOverflow(UInt64(start))
      end = overflow || sumOverflow ? .max : sum
    } else {
      end = nil
    }
  }

  private static func signed(_ number: UInt32) -> Int64 { Int64(Int32(bitPattern: number)) }
}

extension ArraySlice<UInt8> {
  /// Reads two bytes; `index` counts from the beginning of the slice.
  fileprivate func littleEndian16(at index: Int) -> UInt16? { bigEndian16(at: index)?.byteSwapped }
}
