package import AliceModel
import AliceNumbers

/// The reason why a zip archive, or an entry of it, cannot be read.
package enum ZipError: Error, Hashable, Sendable {
  /// The bytes are no zip archive, or its directory is damaged or in another file.
  case malformed
  case tooManyEntries
  case encrypted
  /// The entry is compressed by another method than deflate.
  case unknownMethod
  /// The entry unpacks to something else than the directory says.
  case damaged
  /// The medium failed.
  case unreadable
}

/// The directory of a zip archive, which is read and never changed.
package struct ZipArchive: Sendable {
  package let entries: [ZipEntry]
  /// Whether the directory ends before all entries that it should have.
  package let isCutOff: Bool

  private static let endSize = 22
  private static let commentLimit = 65_535
  private static let entryLimit = 1 << 20
  private static let directoryLimit: UInt64 = 128 << 20

  /// Returns whether a file begins or, after a program that unpacks it, ends as a zip archive.
  package static func isZip(_ bytes: some RandomAccessBytes) -> Bool {
    guard let head = try? read(bytes, at: 0, count: 4) else { return false }
    if [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]].contains(head) { return true }
    guard let end = try? ZipEnd(bytes), end.count > 0 else { return false }
    return (try? read(bytes, at: end.start, count: 4)) == [0x50, 0x4B, 1, 2]
  }

  /// Reads the directory. `offsetMinutes` applies to times, which have no offset in a zip.
  package init(_ bytes: some RandomAccessBytes, offsetMinutes: Int) throws(ZipError) {
    let end = try ZipEnd(bytes)
    guard end.count <= UInt64(ZipArchive.entryLimit), end.size <= ZipArchive.directoryLimit else {
      throw .tooManyEntries
    }
    let directory = try ZipArchive.read(bytes, at: end.start, count: Int(end.size))
    var reader = ZipDirectoryReader(directory[...], shift: end.shift, offsetMinutes: offsetMinutes)
    var entries: [ZipEntry] = []
    while entries.count < ZipArchive.entryLimit, let entry = reader.next() { entries.append(entry) }
    self.entries = entries
    isCutOff = UInt64(entries.count) < end.count
  }

  static func read(_ bytes: some RandomAccessBytes, at offset: UInt64, count: Int) throws(ZipError) -> [UInt8] {
    do {
      return try bytes.read(at: offset, count: count)
    } catch {
      throw .unreadable
    }
  }

  /// The record at the end of an archive, and its form for more than 4 GiB.
  private struct ZipEnd {
    let count: UInt64
    let size: UInt64
    /// Where the directory starts in the file.
    let start: UInt64
    let shift: UInt64

    init(_ bytes: some RandomAccessBytes) throws(ZipError) {
      let tailSize = min(bytes.byteCount, UInt64(endSize + commentLimit))
      let tailStart = bytes.byteCount - tailSize
      let tail = try ZipArchive.read(bytes, at: tailStart, count: Int(tailSize))
      guard let at = ZipEnd.position(in: tail) else { throw .malformed }
      let record = tail[at...]
      var (count, size) = (UInt64(record.little16(10)), UInt64(record.little32(12)))
      var (offset, end) = (UInt64(record.little32(16)), tailStart + UInt64(at))
      if let large = try ZipEnd.large(before: end, of: bytes) { (count, size, offset, end) = large }
      guard size <= end else { throw .malformed }
      (self.count, self.size) = (count, size)
      // The directory lies just before its end; where it says to lie tells how many bytes precede the archive.
      start = end - size
      guard start >= offset else { throw .malformed }
      shift = start - offset
    }

    private static func position(in tail: [UInt8]) -> Int? {
      guard tail.count >= endSize else { return nil }
      var found: Int?
      for at in stride(from: tail.count - endSize, through: 0, by: -1)
      where tail[at] == 0x50 && tail[at...].starts(with: [0x50, 0x4B, 5, 6]) {
        let comment = Int(tail[at...].little16(20))
        if at + endSize + comment == tail.count { return at }
        if found == nil, at + endSize + comment <= tail.count { found = at }
      }
      return found
    }

    private static func large(
      before end: UInt64, of bytes: some RandomAccessBytes
    ) throws(ZipError) -> (UInt64, UInt64, UInt64, UInt64)? {
      guard end >= 20 else { return nil }
      let locator = try ZipArchive.read(bytes, at: end - 20, count: 20)[...]
      guard locator.starts(with: [0x50, 0x4B, 6, 7]) else { return nil }
      // The record of 56 bytes or more precedes the locator, whatever the position that is named counts from.
      for position in [locator.little64(8), end >= 76 ? end - 76 : 0] where position < end - 20 {
        let record = try ZipArchive.read(bytes, at: position, count: 56)[...]
        guard record.count == 56, record.starts(with: [0x50, 0x4B, 6, 6]) else { continue }
        return (record.little64(32), record.little64(40), record.little64(48), position)
      }
      throw .malformed
    }
  }
}
