import AliceModel
import AliceNumbers

/// The texts of a video: `keys` with their `ilst`, iTunes' items, and QuickTime's user data.
struct MovieMetadata: Sendable {
  private(set) var entries: [MetadataEntry] = []
  /// The XMP packet that QuickTime stores inside `moov/udta`.
  private(set) var xmp: [UInt8]?

  init(_ movie: MemoryBox) {
    let children = movie.children
    for child in children where child.type == "meta" { add(MetaBox(child)) }
    for data in children where data.type == "udta" {
      for child in data.children { add(userData: child) }
    }
  }

  private mutating func add(userData box: MemoryBox) {
    switch box.type {
    case "meta": add(MetaBox(box))
    case "XMP_": xmp = xmp ?? Array(box.payload)
    // 3GPP's texts have version and flags, a language, and a NUL at their end.
    case "dscp", "titl":
      let bytes = box.body.dropFirst(2).prefix { $0 != 0 }
      guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else { return }
      entries.append(MetadataEntry(container: "mp4:udta", key: MovieMetadata.name(of: box.type), text: text))
    default:
      guard box.type.bytes.first == 0xA9, let text = MovieMetadata.quickTimeText(box.payload) else { return }
      entries.append(MetadataEntry(container: "mp4:udta", key: MovieMetadata.name(of: box.type), text: text))
    }
  }

  private mutating func add(_ meta: MetaBox) {
    for item in meta.keyedItems {
      guard let text = item.text else { continue }
      entries.append(MetadataEntry(container: "mp4:keys", key: item.key.name, text: text))
    }
    for item in meta.unkeyedItems {
      guard let text = MetaBox.text(of: item) else { continue }
      entries.append(MetadataEntry(container: "mp4:ilst", key: MovieMetadata.name(ofItem: item), text: text))
    }
  }

  /// Reads a length, a language, and that many bytes of text; newer writers omit both numbers.
  private static func quickTimeText(_ bytes: ArraySlice<UInt8>) -> String? {
    var text = bytes
    if let count = bytes.bigEndian16(at: 0), Int(count) <= bytes.count - 4 {
      text = bytes.dropFirst(4).prefix(Int(count))
    }
    return ByteText.narrow(text)
  }

  /// Returns the name of an item; a `----` item has its name inside.
  private static func name(ofItem item: MemoryBox) -> String {
    guard item.type == "----", let name = item.child("name") else { return name(of: item.type) }
    return String(decoding: name.body, as: UTF8.self)
  }

  private static func name(of type: FourCC) -> String { names[type] ?? type.text }

  /// The names that ffmpeg uses for these items.
  private static let names: [FourCC: String] = [
    "©nam": "title", "©ART": "artist", "aART": "album_artist", "©alb": "album", "©cmt": "comment", "©day": "date",
    "©too": "encoder", "©swr": "software", "©des": "description", "desc": "description", "ldes": "synopsis",
    "©inf": "information", "©gen": "genre", "©wrt": "composer", "©cpy": "copyright", "cprt": "copyright",
    "©mak": "make", "©mod": "model", "©xyz": "location", "©key": "keywords", "keyw": "keywords",
    "©lyr": "lyrics", "©grp": "grouping", "©enc": "encoder", "dscp": "description", "titl": "title",
  ]
}
