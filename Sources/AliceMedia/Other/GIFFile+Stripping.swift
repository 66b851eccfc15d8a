import AliceModel
import AliceNumbers

extension GIFFile {
  /// Returns the screen, colours, frames and loop count, and nothing after them.
  ///
  /// Throws `notEmbeddable` if the file has no trailer, and for non-standard extensions.
  static func strip(_ bytes: some RandomAccessBytes) throws(MediaError) -> Splice {
    var window = ByteWindow(bytes)
    let header = Array(try window.bytes(at: 0, count: 13))
    guard header.count == 13 else { throw .malformed(.gif, offset: UInt64(header.count)) }
    var at = 13 + colorTableSize(header[10])
    var splice = Splice()
    splice.append(source: 0..<at)
    while let (end, isKept) = try block(at: at, in: &window) {
      if isKept { splice.append(source: at..<end) }
      at = end
    }
    splice.append(source: at..<(at + 1))
    return splice
  }

  /// Returns the end of the block, and whether it is part of the image; nil for the trailer.
  private static func block(
    at start: UInt64, in window: inout ByteWindow
  ) throws(MediaError) -> (end: UInt64, isKept: Bool)? {
    let first = Array(try window.bytes(at: start, count: 14))
    var body = start + 2
    switch first.first {
    case 0x3B: return nil
    // The block begins with a descriptor, the colour table, and the minimum code size.
    case 0x2C where first.count > 9: body = start + 10 + colorTableSize(first[9]) + 1
    case 0x21 where first.count > 2: break
    default: throw .notEmbeddable
    }
    guard let end = try window.endOfSubBlocks(from: body), end <= window.count else { throw .notEmbeddable }
    if first[0] == 0x2C { return (end, true) }
    switch first[1] {
    // Plain text is rendered into the image.
    case 0xF9, 0x01: return (end, true)
    case 0xFE: return (end, false)
    case 0xFF: return (end, first[2] == 11 && isLoop(Array(first.dropFirst(3))))
    default: throw .notEmbeddable
    }
  }
}
