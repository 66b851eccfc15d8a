import AliceModel
import AliceNumbers

/// Reads WAV. Writing is not supported.
///
/// The identity is `alice:wav:1`: name, size and payload of `fmt ` and `data`.
enum WAVFile {
  private static let textLimit: UInt64 = 32 << 20

  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var walker = try RIFFWalker(bytes, form: "WAVE", format: .wav)
    var contents = ContainerContents(format: .wav)
    var digest = SHA256Digest(domain: "alice:wav:1")
    var bytesPerSecond: UInt32?
    var hasSound = false
    while let chunk = try walker.next() {
      let size = chunk.payload.upperBound - chunk.payload.lowerBound
      switch chunk.name {
      case "fmt ", "data":
        digest.update(Array(chunk.name.utf8))
        digest.update(size)
        try digest.update(chunk.payload, of: &walker.window)
        if chunk.name == "fmt " {
          bytesPerSecond = try walker.window.bytes(at: chunk.payload.lowerBound, count: 16).littleEndian32(at: 8)
        } else if let rate = bytesPerSecond, rate > 0, !hasSound {
          contents.duration = Double(size) / Double(rate)
        }
        hasSound = hasSound || chunk.name == "data"
      case "LIST" where size <= textLimit:
        readList(try walker.window.bytes(at: chunk.payload.lowerBound, count: Int(size)), into: &contents)
      case "_PMX" where size <= textLimit && contents.xmp == nil:
        contents.xmp = try Array(walker.window.bytes(at: chunk.payload.lowerBound, count: Int(size)))
      case "id3 ", "ID3 ":
        let tag = try ID3Tag.find(at: chunk.payload.lowerBound, in: &walker.window)
        try tag?.read(as: "wav:id3", from: &walker.window, into: &contents)
      default: break
      }
    }
    if let problem = walker.problem { contents.note(problem) }
    if !hasSound { contents.note(.missingImage) }
    contents.damaged = !contents.problems.isEmpty
    if walker.problem != nil { try digest.update(restOf: &walker.window, from: walker.position) }
    if !hasSound { try digest.update(restOf: &walker.window, from: 0) }
    if walker.end < walker.window.count { contents.note(.trailingBytes) }
    contents.digest = try digest.finish()
    return contents
  }

  /// Reads `INFO`, followed by names of four letters, sizes, and NUL-terminated texts.
  private static func readList(_ list: ArraySlice<UInt8>, into contents: inout ContainerContents) {
    guard list.starts(with: Array("INFO".utf8)) else { return }
    var rest = list.dropFirst(4)
    while let size = rest.littleEndian32(at: 4), UInt64(size) <= UInt64(rest.count - 8) {
      let name = String(decoding: rest.prefix(4), as: UTF8.self)
      let bytes = rest.dropFirst(8).prefix(Int(size)).prefix { $0 != 0 }
      let text = ByteText.narrow(bytes)
      if !text.isEmpty { contents.add(MetadataEntry(container: "wav:info", key: names[name] ?? name, text: text)) }
      rest = rest.dropFirst(8 + Int(size) + Int(size % 2))
    }
  }

  /// The names that ffmpeg uses for these chunks.
  private static let names = [
    "INAM": "title", "IART": "artist", "ICMT": "comment", "ICRD": "date", "ISFT": "software", "IPRD": "album",
    "IGNR": "genre", "ICOP": "copyright", "IKEY": "keywords",
  ]
}
