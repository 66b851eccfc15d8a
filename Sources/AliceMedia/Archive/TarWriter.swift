package import AliceModel
import AliceNumbers

/// The parts of a tar archive beside the contents of its files, in the form that POSIX calls ustar and every tar reads.
package enum TarWriter {
  /// The unit of a tar archive, in bytes.
  static let block = 512
  /// The largest file that the form can hold, in bytes.
  package static let mostBytes: UInt64 = 0o777_7777_7777

  /// The end of an archive.
  package static var end: [UInt8] { [UInt8](repeating: 0, count: 2 * block) }

  /// Returns what follows a content of that size.
  package static func padding(after byteCount: UInt64) -> [UInt8] {
    let rest = Int(byteCount % UInt64(block))
    return [UInt8](repeating: 0, count: rest > 0 ? block - rest : 0)
  }

  /// Returns what precedes the content of a file that only its owner can read. A name has at most 100 bytes, a file at
  /// most `mostBytes`; more does not fit, and is cut off.
  package static func header(of name: BytePath, byteCount: UInt64, modified: Timestamp) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ bytes: some Collection<UInt8>, at offset: Int) {
      for (index, byte) in bytes.enumerated() { header[offset + index] = byte }
    }
    func put(_ number: UInt64, digits: Int, at offset: Int) {
      let text = String(number, radix: 8)
      put(Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8), at: offset)
    }
    let seconds = UInt64(min(max(modified.milliseconds / 1000, 0), 0o777_7777_7777))
    put(name.bytes.prefix(100), at: 0)
    put(0o600, digits: 7, at: 100)
    // Owner and group are nobody's: the archive is unpacked by its owner.
    put(0, digits: 7, at: 108)
    put(0, digits: 7, at: 116)
    put(min(byteCount, mostBytes), digits: 11, at: 124)
    put(seconds, digits: 11, at: 136)
    put([UInt8](repeating: 0x20, count: 8), at: 148)
    put([UInt8(ascii: "0")], at: 156)
    put(Array("ustar\u{0}00".utf8), at: 257)
    put(0, digits: 7, at: 329)
    put(0, digits: 7, at: 337)
    // The checksum is the sum of all bytes, with spaces in its own place.
    put(header.reduce(UInt64(0)) { $0 + UInt64($1) }, digits: 6, at: 148)
    header[154] = 0
    return header
  }
}
