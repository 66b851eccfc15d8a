/// One piece of text that a program wrote into a file, unchanged.
public struct MetadataEntry: Sendable, Hashable {
  /// The place of the text: `png:tEXt`, `png:zTXt`, `png:iTXt`, `png:comf`, `exif:ifd0`, `exif:exif`, `xmp`,
  /// `jpeg:com`, `mp4:keys`, `mp4:udta`, `matroska:tag`, `flac:vorbis`, `mp3:id3`, `png:stealth`, `c2pa`, `sidecar:txt`
  /// and so on.
  public let container: String
  /// The keyword, tag or property: `parameters`, `UserComment`, `Make`, `dc:description`, …
  public let key: String
  /// The text, decoded by the rules of its container. Control characters are kept.
  public let text: String

  public init(container: String, key: String, text: String) {
    self.container = container
    self.key = key
    self.text = text
  }

  public var json: JSONValue {
    ["container": .string(container), "key": .string(key), "text": .string(text)]
  }
}
