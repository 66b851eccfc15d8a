import AliceModel

extension GIFFile {
  /// Screen, colours, frames and repeats, and nothing behind them.
  ///
  /// Throws `notEmbeddable` for what has no end, and for extensions of no standard.
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

  /// Where the block ends, and whether it is part of the picture; nil for the trailer.
  private static func block(
    at start: UInt64, in window: inout ByteWindow
  ) throws(MediaError) -> (end: UInt64, isKept: Bool)? {
    let first = Array(try window.bytes(at: start, count: 14))
    var body = start + 2
    switch first.first {
    case 0x3B: return nil
    // Descriptor, colours, and the size of a code.
    case 0x2C where first.count > 9: body = start + 10 + colorTableSize(first[9]) + 1
    case 0x21 where first.count > 2: break
    default: throw .notEmbeddable
    }
    guard let end = try window.endOfSubBlocks(from: body), end <= window.count else { throw .notEmbeddable }
    if first[0] == 0x2C { return (end, true) }
    switch first[1] {
    // Plain text is painted into the picture.
    case 0xF9, 0x01: return (end, true)
    case 0xFE: return (end, false)
    case 0xFF: return (end, first[2] == 11 && isLoop(Array(first.dropFirst(3))))
    default: throw .notEmbeddable
    }
  }
}
