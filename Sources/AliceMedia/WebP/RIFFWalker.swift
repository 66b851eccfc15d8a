import AliceModel

/// One chunk of a RIFF file where it stands.
struct RIFFChunk {
  /// Four bytes, read as text; what is not ASCII does not occur in names that are looked for.
  let name: String
  let offset: UInt64
  /// Cut at the end of the file.
  let payload: Range<UInt64>
  /// After the padding byte that follows an odd payload, cut at the end of the file.
  let end: UInt64

  static func bytes(_ name: String, _ payload: [UInt8]) -> [UInt8] {
    Array(name.utf8) + UInt32(clamping: payload.count).littleEndianBytes + payload + (payload.count % 2 == 1 ? [0] : [])
  }
}

/// Goes from chunk to chunk of a WebP or WAV file, as far as its RIFF header says that it goes.
struct RIFFWalker {
  var window: ByteWindow
  /// Where the RIFF ends by its own word, cut at the end of the file.
  let end: UInt64
  private(set) var position: UInt64 = 12
  private(set) var problem: StructuralProblem?

  /// Throws where there is no RIFF header for `form`, the four letters that name the kind of file.
  init(
    _ source: some RandomAccessBytes, form: String = "WEBP", format: MediaFormat = .webp
  ) throws(MediaError) {
    window = ByteWindow(source)
    let header = try window.bytes(at: 0, count: 12)
    guard header.starts(with: Array("RIFF".utf8)), header.dropFirst(8).elementsEqual(form.utf8),
      let size = header.littleEndian32(at: 4)
    else { throw .malformed(format, offset: 0) }
    end = min(UInt64(size) + 8, window.count)
    if UInt64(size) + 8 > window.count { problem = .truncated }
    if size < 4 { problem = .badLength }
  }

  /// Nil at the end. A chunk that is cut off is given as far as it goes.
  mutating func next() throws(MediaError) -> RIFFChunk? {
    guard position < end else { return nil }
    let header = try window.bytes(at: position, count: 8)
    guard end - position >= 8, let size = header.littleEndian32(at: 4) else { return stop() }
    let start = position + 8
    let full = start + UInt64(size)
    if full > end { problem = .truncated }
    let payload = start..<min(full, end)
    let chunk = RIFFChunk(
      name: String(decoding: header.prefix(4), as: UTF8.self), offset: position, payload: payload,
      end: min(payload.upperBound + UInt64(size % 2), end))
    position = chunk.end
    return chunk
  }

  private mutating func stop() -> RIFFChunk? {
    problem = .truncated
    position = end
    return nil
  }
}
