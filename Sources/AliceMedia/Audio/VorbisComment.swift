import AliceModel
import AliceNumbers

/// The `NAME=value` texts of Vorbis, Opus and FLAC. A little-endian length precedes each text.
enum VorbisComment {
  /// Adds the comments in `block` to `contents`, up to the first damaged one.
  static func read(_ block: ArraySlice<UInt8>, as container: String, into contents: inout ContainerContents) {
    var rest = block
    // The vendor string names the program that encoded the audio.
    guard let vendor = take(&rest), let count = rest.littleEndian32(at: 0) else {
      return contents.note(.unreadableText)
    }
    if !vendor.isEmpty { contents.add(MetadataEntry(container: container, key: "vendor", text: text(vendor))) }
    rest = rest.dropFirst(4)
    for _ in 0..<min(Int(count), ContainerContents.entryLimit) {
      guard let comment = take(&rest) else { return contents.note(.unreadableText) }
      guard let equals = comment.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = text(comment[..<equals])
      let entry = MetadataEntry(container: container, key: name, text: text(comment[(equals + 1)...]))
      // This comment holds an image in Base64.
      if name.uppercased() != "METADATA_BLOCK_PICTURE" { contents.add(entry) }
      if name.lowercased() == "date", contents.created == nil { contents.created = Timestamp(entry.text) }
    }
  }

  /// Returns nil if the block ends before the text does.
  private static func take(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let length = rest.littleEndian32(at: 0), UInt64(length) <= UInt64(rest.count - 4) else { return nil }
    defer { rest = rest.dropFirst(4 + Int(length)) }
    return rest.dropFirst(4).prefix(Int(length))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    ByteText.narrow(bytes)
  }
}
