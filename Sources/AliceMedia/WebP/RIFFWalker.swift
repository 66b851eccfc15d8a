import AliceModel
import AliceNumbers

/// One chunk of a RIFF file with its position.
struct RIFFChunk {
  /// The four bytes of the name as text. All names that are read are ASCII.
  let name: String
  let offset: UInt64
  /// The range of the data, clipped to the file.
  let payload: Range<UInt64>
  /// The end after the padding byte that follows an odd payload, clipped to the file.
  let end: UInt64

  static func bytes(_ name: String, _ payload: [UInt8]) -> [UInt8] {
    Array(name.utf8) + UInt32(clamping: payload.count).littleEndianBytes + payload + (payload.count % 2 == 1 ? [0] : [])
  }
}

/// Iterates over the chunks of a WebP or WAV file, up to the end that its RIFF header declares.
struct RIFFWalker {
  var window: ByteWindow
  /// The end of the RIFF as declared, clipped to the file.
  let end: UInt64
  private(set) var position: UInt64 = 12
  private(set) var problem: StructuralProblem?

  /// Throws if there is no RIFF header for `form`, the four letters of the file type.
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

  /// Returns nil at the end. A truncated chunk is clipped.
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
