/// Zip archives built byte by byte, independent of the code under test.
package struct HandmadeZip {
  /// One entry. What the directory says can be made to differ from the content.
  package struct Entry {
    package var name: [UInt8]
    package var content: [UInt8]
    package var isDeflated = false
    package var method: UInt16?
    package var flags: UInt16 = 0
    package var size: UInt64?
    package var checksum: UInt32?
    /// The bytes instead of the packed content.
    package var packed: [UInt8]?
    /// Whether sizes and offset are in the extra field for more than 4 GiB.
    package var isLarge = false
    /// The date and the time of FAT.
    package var date: UInt32 = 0x5B76_9082
    package var attributes: UInt32 = 0

    package init(_ name: String, _ content: [UInt8]) {
      self.name = Array(name.utf8)
      self.content = content
    }
  }

  private let entries: [Entry]
  package var comment: [UInt8] = []
  /// Bytes before the archive.
  package var prefix: [UInt8] = []

  package init(_ entries: [Entry]) { self.entries = entries }

  package var bytes: [UInt8] {
    var body: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = UInt64(body.count)
      let packed = entry.packed ?? (entry.isDeflated ? HandmadeZip.deflated(entry.content) : entry.content)
      let (size, sum) = (entry.size ?? UInt64(entry.content.count), entry.checksum ?? Checksum.crc32(entry.content))
      let method = entry.method ?? (entry.isDeflated ? 8 : 0)
      let sizes =
        entry.isLarge
        ? little(UInt32.max) + little(UInt32.max)
        : little(UInt32(packed.count)) + little(UInt32(truncatingIfNeeded: size))
      let extra =
        entry.isLarge
        ? little(UInt16(1)) + little(UInt16(24)) + little(size) + little(UInt64(packed.count)) + little(offset) : []
      let common = little(entry.flags) + little(method) + little(entry.date) + little(sum) + sizes
      body += [0x50, 0x4B, 3, 4] + little(UInt16(45)) + common
      body += little(UInt16(entry.name.count)) + little(UInt16(0)) + entry.name + packed
      directory += [0x50, 0x4B, 1, 2] + little(UInt16(0x0314)) + little(UInt16(45)) + common
      directory += little(UInt16(entry.name.count)) + little(UInt16(extra.count)) + [UInt8](repeating: 0, count: 6)
      directory += little(entry.attributes) + little(entry.isLarge ? .max : UInt32(offset)) + entry.name + extra
    }
    return prefix + body + directory + end(directory.count, at: body.count)
  }

  private func end(_ size: Int, at start: Int) -> [UInt8] {
    let isLarge = entries.contains(where: \.isLarge)
    var end: [UInt8] = []
    if isLarge {
      end += [0x50, 0x4B, 6, 6] + little(UInt64(44)) + little(UInt32(0x2D_002D)) + little(UInt64(0))
      end +=
        little(UInt64(entries.count)) + little(UInt64(entries.count)) + little(UInt64(size)) + little(UInt64(start))
      end += [0x50, 0x4B, 6, 7] + little(UInt32(0)) + little(UInt64(start + size)) + little(UInt32(1))
    }
    let count = isLarge ? UInt16.max : UInt16(entries.count)
    end += [0x50, 0x4B, 5, 6] + little(UInt32(0)) + little(count) + little(count)
    end += isLarge ? little(UInt32.max) + little(UInt32.max) : little(UInt32(size)) + little(UInt32(start))
    return end + little(UInt16(comment.count)) + comment
  }

  /// A raw stream of uncompressed blocks.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] { Array(ZlibStream.stored(bytes).dropFirst(2).dropLast(4)) }
}

private func little<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
