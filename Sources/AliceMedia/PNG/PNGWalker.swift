import AliceModel
import AliceNumbers

/// Iterates over the chunks, including those after IEND, up to the first invalid one.
struct PNGWalker {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  var window: ByteWindow
  /// The offset of the next chunk, or of the first invalid bytes after the walk has ended.
  private(set) var position: UInt64 = 8
  /// The reason why the walk ended before the end of the file.
  private(set) var problem: StructuralProblem?
  private(set) var hasEnded = false

  init(_ source: some RandomAccessBytes) { window = ByteWindow(source) }

  mutating func next() throws(MediaError) -> PNGChunk? {
    guard problem == nil, position < window.count else { return nil }
    let header = try window.bytes(at: position, count: 8)
    guard let length = header.bigEndian32(at: 0), let code = header.bigEndian32(at: 4) else { return stop(.truncated) }
    let type = PNGChunkType(code: code)
    guard type.isPlausible, length <= 0x7FFF_FFFF else { return stop(.badLength) }
    let start = position + 8
    let complete = UInt64(length) + 4 <= window.count - start
    if !complete {
      if hasEnded { return stop(.truncated) }
      problem = .truncated
    }
    let chunk = PNGChunk(
      type: type, offset: position, payload: start..<min(start + UInt64(length), window.count), isComplete: complete)
    position = chunk.range.upperBound
    if type == "IEND" { hasEnded = true }
    return chunk
  }

  /// After IEND, invalid bytes are a trailer of another program.
  private mutating func stop(_ reason: StructuralProblem) -> PNGChunk? {
    problem = hasEnded ? .trailingBytes : reason
    return nil
  }
}
