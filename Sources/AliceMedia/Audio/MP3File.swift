import AliceModel
import AliceNumbers

/// Reads MP3. Writing is not supported.
///
/// The identity is `alice:mp3:1`: all bytes between the ID3 tags at the beginning and the tags at the end.
enum MP3File {
  /// The maximum distance of the first frame from the tag, in bytes.
  private static let searchLimit = 64 << 10
  private static let tagLimit = 4

  /// Throws `unrecognised` if there is neither an ID3 tag nor a frame with another one after it.
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var window = ByteWindow(bytes)
    var contents = ContainerContents(format: .mp3)
    var start: UInt64 = 0
    for _ in 0..<tagLimit {
      guard let tag = try ID3Tag.find(at: start, in: &window) else { break }
      if start == 0 { try tag.read(as: "mp3:id3", from: &window, into: &contents) }
      start = tag.range.upperBound
    }
    let head = try window.bytes(at: start, count: 4)
    if start > 0, head.elementsEqual("fLaC".utf8) {
      var flac = try FLACFile.inspect(bytes, from: start)
      for entry in contents.entries { flac.add(entry) }
      return flac
    }
    // AAC may have an ID3 tag too.
    if start > 0, let sync = head.bigEndian16(at: 0), sync & 0xFFF6 == 0xFFF0 { throw .unrecognised }
    let end = try TagTrailers.end(of: min(start, window.count)..<window.count, in: &window)
    try readFirstFrame(in: start..<max(start, end), &window, &contents)
    if start == 0, contents.damaged { throw .unrecognised }
    var digest = SHA256Digest(domain: "alice:mp3:1")
    if start < end { try digest.update(start..<end, of: &window) } else { try digest.update(restOf: &window, from: 0) }
    contents.digest = try digest.finish()
    return contents
  }

  private static func readFirstFrame(
    in range: Range<UInt64>, _ window: inout ByteWindow, _ contents: inout ContainerContents
  ) throws(MediaError) {
    let size = min(range.upperBound - range.lowerBound, UInt64(searchLimit))
    let sound = try window.bytes(at: range.lowerBound, count: Int(size))
    // A file without a tag begins with a frame.
    let places = range.lowerBound == 0 ? sound.startIndex..<min(sound.endIndex, sound.startIndex + 1) : sound.indices
    for at in places where sound[at] == 0xFF {
      guard let frame = MPEGFrame(sound[at...]) else { continue }
      let rest = sound[at...].dropFirst(frame.size)
      // A stream shorter than two frames has one frame, which ends where the stream ends.
      guard MPEGFrame(rest) != nil || rest.isEmpty && at + frame.size == sound.endIndex && range.lowerBound > 0 else {
        continue
      }
      contents.duration = frame.duration(sound[at...])
      return
    }
    contents.note(.missingImage)
    contents.damaged = true
  }
}
