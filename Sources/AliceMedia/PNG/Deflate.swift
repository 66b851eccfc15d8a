import AliceNumbers
import CZlib

enum Deflate {
  /// Returns the bytes as a zlib stream; nil if zlib fails.
  static func zlib(_ bytes: [UInt8]) -> [UInt8]? {
    var size = compressBound(uLong(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(size))
    guard compress(&output, &size, bytes, uLong(bytes.count)) == Z_OK else { return nil }
    return Array(output.prefix(Int(size)))
  }
}
