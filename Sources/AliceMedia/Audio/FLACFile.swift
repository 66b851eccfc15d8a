import AliceModel
import AliceNumbers

/// Reads FLAC. Writing is not supported.
///
/// The identity is `alice:flac:1`: size and payload of the STREAMINFO block, and the frames after the last block.
enum FLACFile {
  /// The maximum size of the comments in bytes.
  private static let commentLimit: UInt64 = 32 << 20
  private static let blockLimit = 4_096

  /// `start` is the beginning of the stream after an ID3 tag.
  static func inspect(_ bytes: some RandomAccessBytes, from start: UInt64 = 0) throws(MediaError) -> ContainerContents {
    var window = ByteWindow(bytes)
    var contents = ContainerContents(format: .flac)
    var digest = SHA256Digest(domain: "alice:flac:1")
    let head = try window.bytes(at: start, count: 42)
    guard head.starts(with: Array("fLaC".utf8)), head.count == 42, head.dropFirst(4).first.map({ $0 & 0x7F }) == 0,
      let size = head.bigEndian32(at: 4).map({ $0 & 0xFF_FFFF }), size == 34
    else { throw .malformed(.flac, offset: start) }
    contents.duration = duration(head.dropFirst(8))
    digest.update(UInt64(size))
    digest.update(head.dropFirst(8))
    guard let frames = try readBlocks(from: start + 4, in: &window, into: &contents) else {
      contents.damaged = true
      try digest.update(restOf: &window, from: start + 42)
      contents.digest = try digest.finish()
      return contents
    }
    let end = try TagTrailers.end(of: frames..<window.count, in: &window)
    if frames == end { contents.note(.missingImage) }
    contents.damaged = frames == end
    try digest.update(frames..<end, of: &window)
    contents.digest = try digest.finish()
    return contents
  }

  /// Returns the end of the last block; nil if the chain of blocks is broken.
  private static func readBlocks(
    from start: UInt64, in window: inout ByteWindow, into contents: inout ContainerContents
  ) throws(MediaError) -> UInt64? {
    var at = start
    for _ in 0..<blockLimit {
      guard let head = try window.bytes(at: at, count: 4).bigEndian32(at: 0) else { break }
      let size = UInt64(head & 0xFF_FFFF)
      guard size <= window.count - at - 4 else { break }
      // Block type 4 is VORBIS_COMMENT.
      if head >> 24 & 0x7F == 4 {
        let block = size <= commentLimit ? try window.bytes(at: at + 4, count: Int(size)) : []
        VorbisComment.read(block, as: "flac:vorbis", into: &contents)
      }
      at += 4 + size
      if head >> 31 == 1 { return at }
    }
    contents.note(.truncated)
    return nil
  }

  /// Reads the sample rate (20 bits) and the number of samples (36 bits), where 0 means unknown.
  private static func duration(_ info: ArraySlice<UInt8>) -> Double? {
    guard let first = info.bigEndian32(at: 10), let second = info.bigEndian32(at: 14) else { return nil }
    let (rate, samples) = (first >> 12, UInt64(first & 0xF) << 32 | UInt64(second))
    return rate > 0 && samples > 0 ? Double(samples) / Double(rate) : nil
  }
}
