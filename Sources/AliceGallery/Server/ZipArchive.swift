import AliceKit
import AliceNumbers

/// The entries of an archive with stored files, and its size.
///
/// PKWARE's APPNOTE 6.3.10. Names are UTF-8, and entries or archives beyond 4 GiB get the fields of zip64.
struct ZipArchive: Sendable {
  struct Entry: Sendable {
    let name: [UInt8]
    let size: UInt64
    /// The date and time in the form of DOS.
    let modified: UInt32

    fileprivate var isLarge: Bool { size >= UInt64(UInt32.max) }
  }

  let entries: [Entry]

  /// Entries of the same name are numbered. A name may have one folder before it.
  init(_ files: [(name: String, date: Timestamp, size: UInt64)]) {
    var taken: Set<String> = []
    entries = files.map { name, date, size in
      let parts = name.split(separator: "/", maxSplits: 1).map { FileName.safe(String($0)) }
      let name = ZipArchive.free(parts.joined(separator: "/"), &taken)
      return Entry(name: Array(name.utf8), size: size, modified: ZipArchive.dosTime(date))
    }
  }

  /// The number of bytes of the whole archive.
  var size: UInt64 {
    var size: UInt64 = 0
    var directory: UInt64 = 0
    var isLarge = false
    for entry in entries {
      let offset = size
      size += 30 + UInt64(entry.name.count) + (entry.isLarge ? 20 : 0) + entry.size
      let isFar = entry.isLarge || offset >= UInt64(UInt32.max)
      directory += 46 + UInt64(entry.name.count) + (isFar ? 28 : 0)
      isLarge = isLarge || isFar
    }
    isLarge = isLarge || size + directory >= UInt64(UInt32.max)
    return size + directory + (isLarge ? 76 : 0) + 22
  }

  private static func free(_ name: String, _ taken: inout Set<String>) -> String {
    // Some systems do not tell upper from lower case.
    if taken.insert(name.lowercased()).inserted { return name }
    let path = BytePath(name)
    let ending = path.fileExtension.isEmpty ? "" : "." + path.fileExtension
    let folder = path.parent.map { "\($0)/" } ?? ""
    for number in 2... {
      let numbered = "\(folder)\(path.stem) (\(number))\(ending)"
      if taken.insert(numbered.lowercased()).inserted { return numbered }
    }
    return name
  }

  private static func dosTime(_ time: Timestamp) -> UInt32 {
    let date = time.date
    let seconds = ((time.milliseconds / 1000 + Int64(time.offsetMinutes) * 60) % 86_400 + 86_400) % 86_400
    let year = UInt32(min(max(date.year, 1980), 2107) - 1980)
    let day = year << 9 | UInt32(date.month) << 5 | UInt32(date.day)
    return day << 16 | UInt32(seconds / 3600) << 11 | UInt32(seconds / 60 % 60) << 5 | UInt32(seconds % 60 / 2)
  }
}

/// Writes the parts of an archive around the contents of its files.
struct ZipWriting {
  private let archive: ZipArchive
  private var written: UInt64 = 0
  private var directory: [UInt8] = []
  private var isLarge = false

  private static let large = UInt64(UInt32.max)

  init(_ archive: ZipArchive) { self.archive = archive }

  /// Returns the header of an entry, after which its content follows.
  mutating func begin(_ entry: ZipArchive.Entry, sum: UInt32) -> [UInt8] {
    let size = entry.size
    let offset = written
    let isLargeEntry = size >= ZipWriting.large
    var extra = Bytes()
    if isLargeEntry {
      extra.add16(1)
      extra.add16(16)
      extra.add64(size)
      extra.add64(size)
    }
    var header = Bytes()
    header.add32(0x0403_4b50)
    header.add(common(entry, sum, isLargeEntry))
    header.add16(UInt64(extra.bytes.count))
    header.add(entry.name + extra.bytes)
    written += UInt64(header.bytes.count) + size
    addDirectory(entry, sum, offset: offset)
    return header.bytes
  }

  /// Returns the directory, which ends the archive.
  mutating func end() -> [UInt8] {
    let count = UInt64(archive.entries.count)
    let size = UInt64(directory.count)
    var end = Bytes()
    end.add(directory)
    if isLarge || written + size >= ZipWriting.large {
      end.add32(0x0606_4b50)
      end.add64(44)
      for version in [45, 45] as [UInt64] { end.add16(version) }
      for disk in [0, 0] as [UInt64] { end.add32(disk) }
      for number in [count, count, size, written] { end.add64(number) }
      end.add32(0x0706_4b50)
      end.add32(0)
      end.add64(written + size)
      end.add32(1)
    }
    end.add32(0x0605_4b50)
    for number in [0, 0, count, count] { end.add16(number) }
    for number in [size, min(written, ZipWriting.large)] { end.add32(number) }
    end.add16(0)
    return end.bytes
  }

  private mutating func addDirectory(_ entry: ZipArchive.Entry, _ sum: UInt32, offset: UInt64) {
    let isFar = entry.size >= ZipWriting.large || offset >= ZipWriting.large
    isLarge = isLarge || isFar
    var extra = Bytes()
    if isFar {
      extra.add16(1)
      extra.add16(24)
      for number in [entry.size, entry.size, offset] { extra.add64(number) }
    }
    var record = Bytes()
    record.add32(0x0201_4b50)
    record.add16(3 << 8 | 45)
    record.add(common(entry, sum, isFar))
    record.add16(UInt64(extra.bytes.count))
    // No comment, first disk, no internal attributes; a regular file that everybody can read.
    for number in [0, 0, 0] as [UInt64] { record.add16(number) }
    record.add32(0o100644 << 16)
    record.add32(isFar ? ZipWriting.large : offset)
    record.add(entry.name + extra.bytes)
    directory += record.bytes
  }

  /// Returns the fields from the version that is needed to the length of the name.
  private func common(_ entry: ZipArchive.Entry, _ sum: UInt32, _ isLarge: Bool) -> [UInt8] {
    var fields = Bytes()
    fields.add16(isLarge ? 45 : 20)
    // Names are UTF-8; the content is stored.
    fields.add16(1 << 11)
    fields.add16(0)
    fields.add32(UInt64(entry.modified))
    fields.add32(UInt64(sum))
    for _ in 0..<2 { fields.add32(isLarge ? ZipWriting.large : entry.size) }
    fields.add16(UInt64(entry.name.count))
    return fields.bytes
  }
}

/// Little-endian numbers, appended.
private struct Bytes {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ more: [UInt8]) { bytes += more }
  mutating func add16(_ number: UInt64) { add(number, 2) }
  mutating func add32(_ number: UInt64) { add(number, 4) }
  mutating func add64(_ number: UInt64) { add(number, 8) }

  private mutating func add(_ number: UInt64, _ count: Int) {
    for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
  }
}

/// The check sum of zip archives.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
  }

  static func sum(of file: any RandomAccessBytes) throws -> UInt32 {
    var sum = UInt32.max
    var at: UInt64 = 0
    while at < file.byteCount {
      let piece = try file.read(at: at, count: 1 << 20)
      guard !piece.isEmpty else { break }
      sum = add(piece, to: sum)
      at += UInt64(piece.count)
    }
    return ~sum
  }

  static func sum(of bytes: [UInt8]) -> UInt32 { ~add(bytes, to: .max) }

  private static func add(_ bytes: [UInt8], to sum: UInt32) -> UInt32 {
    var sum = sum
    table.withUnsafeBufferPointer { table in
      for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    }
    return sum
  }
}
