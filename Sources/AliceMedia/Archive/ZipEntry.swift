package import AliceModel
import AliceNumbers

/// A file in a zip archive, as the archive's directory describes it. Nothing of it is true before it is unpacked.
package struct ZipEntry: Sendable, Hashable {
  /// The parts of the path, without empty ones and without `.` and `..`, so that it cannot lead out of the archive.
  package let path: BytePath
  package let isFolder: Bool
  package let isSymbolicLink: Bool
  package let isEncrypted: Bool
  /// The size of the content, in bytes.
  package let size: UInt64
  package let packedSize: UInt64
  package let modified: Timestamp?
  let method: UInt16
  let checksum: UInt32
  /// The position of the local header in the file.
  let offset: UInt64

  /// Whether the entry is stored or deflated; alice reads no other methods.
  package var isReadable: Bool { method == 0 || method == 8 }
}

/// Reads the entries of the directory, one after the other.
struct ZipDirectoryReader {
  private let bytes: ArraySlice<UInt8>
  /// The difference between positions in the file and those that the archive names; other bytes may precede it.
  private let shift: UInt64
  private let offsetMinutes: Int
  private var at: Int

  init(_ bytes: ArraySlice<UInt8>, shift: UInt64, offsetMinutes: Int) {
    self.bytes = bytes
    self.shift = shift
    self.offsetMinutes = offsetMinutes
    at = bytes.startIndex
  }

  /// Returns nil at the end of the directory, and where it is damaged.
  mutating func next() -> ZipEntry? {
    let head = bytes[at...].prefix(46)
    guard head.count == 46, head.starts(with: [0x50, 0x4B, 1, 2]) else { return nil }
    let lengths = (name: Int(head.little16(28)), extra: Int(head.little16(30)), comment: Int(head.little16(32)))
    let body = bytes[(at + 46)...]
    guard body.count >= lengths.name + lengths.extra + lengths.comment else { return nil }
    let name = body.prefix(lengths.name)
    let extra = ZipExtra(
      body.dropFirst(lengths.name).prefix(lengths.extra), name: name, size: head.little32(24),
      packedSize: head.little32(20), offset: head.little32(42))
    at += 46 + lengths.name + lengths.extra + lengths.comment
    let (offset, overflow) = extra.offset.addingReportingOverflow(shift)
    guard !overflow else { return nil }
    let flags = head.little16(8)
    let isUnix = head.little16(4) >> 8 == 3
    return ZipEntry(
      path: ZipName.path(of: extra.name ?? ZipName.text(of: name, isUTF8: flags & 0x800 != 0)),
      isFolder: name.last.map { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") } ?? true,
      isSymbolicLink: isUnix && head.little32(38) >> 16 & 0o170000 == 0o120000, isEncrypted: flags & 0x41 != 0,
      size: extra.size, packedSize: extra.packedSize,
      modified: extra.modified.map { Timestamp(milliseconds: $0, offsetMinutes: offsetMinutes) }
        ?? ZipName.moment(date: head.little16(14), time: head.little16(12), offsetMinutes: offsetMinutes),
      method: head.little16(10), checksum: head.little32(16), offset: offset)
  }
}

/// What the extra fields of an entry say: sizes beyond 4 GiB, the name in UTF-8, the time of change.
private struct ZipExtra {
  private(set) var name: String?
  private(set) var size: UInt64
  private(set) var packedSize: UInt64
  private(set) var offset: UInt64
  /// The time of change in milliseconds since 1970.
  private(set) var modified: Int64?

  init(_ fields: ArraySlice<UInt8>, name raw: ArraySlice<UInt8>, size: UInt32, packedSize: UInt32, offset: UInt32) {
    (self.size, self.packedSize, self.offset) = (UInt64(size), UInt64(packedSize), UInt64(offset))
    var rest = fields
    while rest.count >= 4 {
      let (id, count) = (rest.little16(0), Int(rest.little16(2)))
      let value = rest.dropFirst(4).prefix(count)
      guard value.count == count else { return }
      take(id, value, raw)
      rest = rest.dropFirst(4 + count)
    }
  }

  private mutating func take(_ id: UInt16, _ value: ArraySlice<UInt8>, _ raw: ArraySlice<UInt8>) {
    switch id {
    case 0x0001: takeSizes(value)
    case 0x5455 where value.count >= 5 && (value.first ?? 0) & 1 != 0:
      modified = Int64(Int32(bitPattern: value.little32(1))) * 1000
    case 0x000A where value.count >= 16 && value.little16(4) == 1 && modified == nil:
      // 100 nanoseconds since 1601.
      modified = Int64(clamping: value.little64(8) / 10_000) - 11_644_473_600_000
    case 0x7075 where value.count > 5 && value.first == 1:
      var sum = CRC32()
      sum.update(raw)
      if sum.value == value.little32(1) { name = String(validating: value.dropFirst(5), as: UTF8.self) }
    default: break
    }
  }

  /// Takes the numbers that did not fit, in their fixed order.
  private mutating func takeSizes(_ value: ArraySlice<UInt8>) {
    var rest = value
    for field in [\ZipExtra.size, \.packedSize, \.offset] as [WritableKeyPath<ZipExtra, UInt64>]
    where self[keyPath: field] == 0xFFFF_FFFF && rest.count >= 8 {
      self[keyPath: field] = rest.little64(0)
      rest = rest.dropFirst(8)
    }
  }
}

/// The names and the times of zip.
enum ZipName {
  /// The letters of code page 437 from 0x80 on, which names have that are not marked as UTF-8.
  private static let codePage437 = Array(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"
      .unicodeScalars)

  /// Many programs write UTF-8 without marking it.
  static func text(of name: ArraySlice<UInt8>, isUTF8: Bool) -> String {
    if let text = String(validating: name, as: UTF8.self) { return text }
    guard !isUTF8 else { return String(decoding: name, as: UTF8.self) }
    var text = String.UnicodeScalarView()
    for byte in name {
      let index = Int(byte) - 0x80
      text.append(codePage437.indices.contains(index) ? codePage437[index] : Unicode.Scalar(byte))
    }
    return String(text)
  }

  /// Programs of Windows separate folders by `\`.
  static func path(of name: String) -> BytePath {
    let parts = name.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 == 0 }.map(Array.init)
    let safe = parts.filter { $0 != Array(".".utf8) && $0 != Array("..".utf8) }
    return BytePath(bytes: Array(safe.joined(separator: [UInt8(ascii: "/")])))
  }

  /// The time of FAT, which has no offset and even seconds.
  static func moment(date: UInt16, time: UInt16, offsetMinutes: Int) -> Timestamp? {
    Timestamp(
      year: 1980 + Int(date >> 9), month: Int(date >> 5 & 15), day: Int(date & 31), hour: Int(time >> 11),
      minute: Int(time >> 5 & 63), second: Int(time & 31) * 2, offsetMinutes: offsetMinutes)
  }
}

extension ArraySlice<UInt8> {
  /// Returns the number at `offset` from the start; bytes beyond the end count as 0.
  func little16(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: little(offset, 2)) }
  func little32(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: little(offset, 4)) }
  func little64(_ offset: Int) -> UInt64 { little(offset, 8) }

  private func little(_ offset: Int, _ count: Int) -> UInt64 {
    dropFirst(offset).prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
