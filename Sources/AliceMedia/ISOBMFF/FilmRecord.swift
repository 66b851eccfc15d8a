import AliceModel

/// Finds alice's document among the texts of a film.
enum FilmRecord {
  /// The key of the document.
  static let key = "alice_metadata"
  /// The key of its copy. Programs that remux a film keep a comment, and drop keys that they do not know.
  static let commentKey = "comment"
  /// The maximum size of the copy in bytes; QuickTime counts the length of a comment in 16 bits.
  static let commentLimit = 60_000

  /// Returns the document. Matroska and the programs that convert from it change the case of keys, so after an exact
  /// key any case counts, then a comment.
  static func text(in entries: [MetadataEntry]) -> String? {
    entries.first { $0.key == key }?.text
      ?? entries.first { $0.key.lowercased() == key }?.text
      ?? entries.first { $0.key.lowercased() == commentKey && isDocument($0.text) }?.text
  }

  /// Returns whether alice wrote the text.
  static func isDocument(_ text: String) -> Bool {
    guard JSONText.mayBeObject(text), let json = try? JSONValue(parsing: text, limits: .lenient) else { return false }
    return AssetRecord(embeddedJSON: json) != nil
  }
}

/// The texts of films in which an infotext may stand.
enum FilmText {
  /// The names are those that ffmpeg gives to the items of MP4 and to Matroska's tags.
  private static let keys: Set<String> = [
    "parameters", "comment", "description", "synopsis", "lyrics", "title", "encoder", "prompt", "usercomment",
    "information", "longdescription", "summary", "subject", "keywords",
  ]

  /// Returns whether an infotext may stand there. Matroska has upper-case names, and Apple's begin with
  /// `com.apple.quicktime.`
  static func mayHoldInfotext(_ entry: MetadataEntry) -> Bool {
    guard ["mp4:", "matroska:"].contains(where: entry.container.hasPrefix) else { return false }
    let name = entry.key.lowercased()
    return keys.contains(name) || name.split(separator: ".").last.map { keys.contains(String($0)) } ?? false
  }
}
