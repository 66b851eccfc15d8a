package import AliceModel
import AliceNumbers

/// Why a tar archive is not read.
package enum TarError: Error, Hashable, Sendable {
  /// The bytes are no tar archive, or a header is damaged.
  case malformed
  /// The archive ends within a file, or has no end.
  case cutOff
  /// The archive has more entries than expected.
  case tooMany
  /// The entry is a link, a device or something else that is no file.
  case notAFile(BytePath)
  /// The name is absolute, or leads out of the archive's folder or into one.
  case elsewhere(BytePath)
  case twice(BytePath)
  /// The medium failed.
  case unreadable
}

/// A file in a tar archive, whose bytes are read from the archive itself.
package struct TarEntry<Archive: RandomAccessBytes>: RandomAccessBytes {
  package let name: BytePath
  package let byteCount: UInt64
  fileprivate let archive: Archive
  fileprivate let start: UInt64

  package func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset < byteCount, count > 0 else { return [] }
    return try archive.read(at: start + offset, count: Int(min(UInt64(count), byteCount - offset)))
  }
}

/// The files of a flat tar archive: plain files beside each other, as `TarWriter` writes them and other programs repack
/// them. Everything else is refused, not skipped.
package struct TarArchive<Archive: RandomAccessBytes>: Sendable {
  package let entries: [TarEntry<Archive>]

  /// Reads the headers. `limit` is the largest number of files.
  package init(_ bytes: Archive, limit: Int) throws(TarError) {
    var entries: [TarEntry<Archive>] = []
    var names: Set<BytePath> = []
    var at: UInt64 = 0
    // Each file may have a header of extended attributes before it.
    for _ in 0...(4 * limit + 4) {
      guard let header = try TarHeader(bytes, at: at) else {
        self.entries = entries
        return
      }
      let start = at + UInt64(TarWriter.block)
      guard start <= bytes.byteCount, header.size <= bytes.byteCount - start else { throw .cutOff }
      if try header.isFile(bytes, start) {
        guard names.insert(header.name).inserted else { throw .twice(header.name) }
        guard entries.count < limit else { throw .tooMany }
        entries.append(TarEntry(name: header.name, byteCount: header.size, archive: bytes, start: start))
      }
      let block = UInt64(TarWriter.block)
      // The last block may be cut off after its content; the next header is missing then.
      at = start + (header.size + block - 1) / block * block
    }
    throw .tooMany
  }
}

/// One header of a tar archive.
private struct TarHeader {
  let name: BytePath
  let size: UInt64
  private let type: UInt8

  private static let attributesLimit: UInt64 = 64 << 10

  /// Returns nil at the end of the archive.
  init?(_ bytes: some RandomAccessBytes, at offset: UInt64) throws(TarError) {
    let header: [UInt8]
    do { header = try bytes.read(at: offset, count: TarWriter.block) } catch { throw .unreadable }
    guard header.count == TarWriter.block else { throw offset == 0 ? .malformed : .cutOff }
    if header.allSatisfy({ $0 == 0 }) {
      if offset == 0 { throw .malformed }
      return nil
    }
    let sum = header.enumerated().reduce(UInt64(0)) { $0 + ((148..<156).contains($1.offset) ? 32 : UInt64($1.element)) }
    guard header[257..<262].elementsEqual("ustar".utf8), TarHeader.number(header[148..<156]) == sum,
      let size = TarHeader.number(header[124..<136])
    else { throw .malformed }
    // GNU tar has other fields where ustar has a prefix, and its magic ends with spaces.
    let prefix = header[262] == 0 ? TarHeader.text(header[345..<500]) : []
    let own = TarHeader.text(header[0..<100])
    let path = BytePath(bytes: prefix.isEmpty ? own : prefix + [UInt8(ascii: "/")] + own)
    (self.size, type) = (size, header[156])
    name = TarHeader.withoutDot(path)
  }

  /// Whether the entry is a file, and not something that says nothing. Throws for all else.
  func isFile(_ bytes: some RandomAccessBytes, _ start: UInt64) throws(TarError) -> Bool {
    switch type {
    case UInt8(ascii: "0"), 0:
      guard !name.bytes.isEmpty, !name.bytes.contains(UInt8(ascii: "/")), name != ".", name != ".." else {
        throw .elsewhere(name)
      }
      return true
    case UInt8(ascii: "5"):
      // The archive's own folder.
      guard size == 0, name.bytes.allSatisfy({ [UInt8(ascii: "."), UInt8(ascii: "/")].contains($0) }), name != "..",
        !name.bytes.starts(with: "../".utf8)
      else { throw .elsewhere(name) }
      return false
    case UInt8(ascii: "x"), UInt8(ascii: "g"):
      try checkAttributes(bytes, start)
      return false
    default: throw .notAFile(name)
    }
  }

  /// Reads the extended attributes, which may say when a file was changed, and not what it is.
  private func checkAttributes(_ bytes: some RandomAccessBytes, _ start: UInt64) throws(TarError) {
    guard size <= TarHeader.attributesLimit else { throw .tooMany }
    let text: [UInt8]
    do { text = try bytes.read(at: start, count: Int(size)) } catch { throw .unreadable }
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard (1...6).contains(digits.count), let length = Int(String(decoding: digits, as: UTF8.self)),
        length > digits.count + 1, length <= rest.count
      else { throw .malformed }
      let key = rest.prefix(length).dropFirst(digits.count + 1).prefix { $0 != UInt8(ascii: "=") }
      let word = String(decoding: key, as: UTF8.self)
      guard !["path", "linkpath", "size"].contains(word), !word.hasPrefix("GNU.") else { throw .elsewhere(name) }
      rest = rest.dropFirst(length)
    }
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  private static func withoutDot(_ path: BytePath) -> BytePath {
    path.bytes.starts(with: "./".utf8) ? BytePath(bytes: Array(path.bytes.dropFirst(2))) : path
  }

  /// Reads an octal number; nil for the form with which GNU tar writes numbers that are too large.
  private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
    let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, digits.count <= 12, field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == 0x20 }) else {
      return nil
    }
    return digits.reduce(0) { $0 << 3 | UInt64($1 - 0x30) }
  }
}
