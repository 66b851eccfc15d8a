package import AliceModel
import AliceNumbers

/// Writes a ZIP archive whose files are stored as they are: pictures and films do not become smaller by its compression.
package struct ZipWriter {
  package enum Failure: Error {
    /// The archive would have more than 4 GiB or 65,535 files.
    case tooLarge
    /// A file was changed while it was read.
    case changed
  }

  private struct Entry {
    let name: [UInt8]
    let clock: (time: UInt16, date: UInt16)
    let checksum: UInt32
    let size: UInt32
    let offset: UInt32

    /// The fields that the file's own header and the directory at the end have in common.
    var fields: [UInt8] {
      // Bit 11 says that the name is UTF-8.
      [20, 0] + UInt16(1 << 11).little + [0, 0] + clock.time.little + clock.date.little + checksum.little + size.little
        + size.little + UInt16(name.count).little + [0, 0]
    }
  }

  /// Receives the bytes of the archive in their order.
  private let write: (ArraySlice<UInt8>) throws -> Void
  private var entries: [Entry] = []
  private var names: Set<[UInt8]> = []
  private var position: UInt64 = 0

  package init(_ write: @escaping (ArraySlice<UInt8>) throws -> Void) { self.write = write }

  /// Returns whether the archive has a file of this name.
  package func holds(_ name: BytePath) -> Bool { names.contains(name.bytes) }

  /// Adds a file. `content` passes its bytes on, and is called twice: the checksum stands before them.
  package mutating func add(
    _ name: BytePath, modified: Timestamp, content: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
  ) throws {
    var (crc, size) = (CRC32(), UInt64(0))
    try content { piece in
      crc.update(piece)
      size += UInt64(piece.count)
    }
    guard let small = UInt32(exactly: size), let offset = UInt32(exactly: position), name.bytes.count < 0x7FFF,
      position + size < UInt64(UInt32.max) - 0x1_0000, entries.count < 0xFFFF
    else { throw Failure.tooLarge }
    let entry = Entry(
      name: name.bytes, clock: ZipWriter.clock(modified), checksum: crc.value, size: small, offset: offset)
    try put([0x50, 0x4B, 3, 4] + entry.fields + entry.name)
    var (second, written) = (CRC32(), UInt64(0))
    try content { piece in
      second.update(piece)
      written += UInt64(piece.count)
      try write(piece)
    }
    guard second.value == crc.value, written == size else { throw Failure.changed }
    position += size
    entries.append(entry)
    names.insert(name.bytes)
  }

  /// Writes the directory, after which nothing can be added.
  package mutating func finish() throws {
    let start = position
    for entry in entries {
      try put(
        [0x50, 0x4B, 1, 2, 20, 3] + entry.fields + [0, 0, 0, 0, 0, 0]
          // A regular file that its owner may write, as Unix has it in the upper half.
          + UInt32(0o100644 << 16).little + entry.offset.little + entry.name)
    }
    guard let offset = UInt32(exactly: start), let size = UInt32(exactly: position - start) else {
      throw Failure.tooLarge
    }
    let count = UInt16(entries.count).little
    try put([0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + size.little + offset.little + [0, 0])
  }

  private mutating func put(_ bytes: [UInt8]) throws {
    try write(bytes[...])
    position += UInt64(bytes.count)
  }

  /// Returns the time and the day as MS-DOS counts them: from 1980 on, in steps of two seconds.
  private static func clock(_ moment: Timestamp) -> (time: UInt16, date: UInt16) {
    let date = moment.date
    guard (1980...2107).contains(date.year) else { return (0, 0x21) }
    let shifted = moment.milliseconds + Int64(moment.offsetMinutes) * 60_000
    let second = Int((shifted - date.daysSinceEpoch * 86_400_000) / 1000)
    let time = second / 3600 << 11 | second / 60 % 60 << 5 | second % 60 / 2
    return (UInt16(clamping: time), UInt16(clamping: (date.year - 1980) << 9 | date.month << 5 | date.day))
  }
}

extension FixedWidthInteger {
  /// The bytes, the lowest first.
  fileprivate var little: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
