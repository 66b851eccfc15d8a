import AliceModel

/// Text of other programs that no reader understands, and what a text asset says: it is kept in the file unchanged, and
/// can be searched.
enum RawText {
  /// The maximum size of searchable text, in bytes.
  private static let limit = 64 << 10

  /// Returns nil if there is no text. If a recipe was read, only the content of a text counts.
  ///
  /// What a person says is searched by itself; `former` is the record whose words the entries may still have.
  static func searchable(
    _ entries: [MetadataEntry], of record: AssetRecord, after former: AssetRecord? = nil
  ) -> String? {
    let hasRecipe = record.recipe.prompt != nil
    let said = Set(record.said + (former?.said ?? []))
    var text = ""
    for entry in entries where entry.container == "text" || !hasRecipe && isWords(entry) {
      guard !said.contains(entry.text), text.utf8.count + entry.text.utf8.count <= limit else { continue }
      text += text.isEmpty ? entry.text : "\n" + entry.text
    }
    return text.isEmpty ? nil : text
  }

  /// Returns whether people or generators wrote the text, as opposed to alice's own text, dates and sizes.
  private static func isWords(_ entry: MetadataEntry) -> Bool {
    guard !entry.text.isEmpty, !entry.key.lowercased().hasPrefix("alice") else { return false }
    if entry.container.hasPrefix("exif") || entry.container == "xmp" { return words.contains(entry.key) }
    return !technical.contains { entry.key.lowercased().hasPrefix($0) }
  }

  private static let words: Set<String> = [
    "ImageDescription", "UserComment", "Artist", "XPTitle", "XPComment", "XPSubject", "XPKeywords", "XPAuthor",
    "Make", "Model", "MakerNote", "dc:title", "dc:description", "dc:subject", "dc:creator", "exif:UserComment",
    "photoshop:Headline", "photoshop:Credit", "sdcpp:parameters",
  ]
  private static let technical = [
    "xml:com.adobe.xmp", "raw profile", "date:", "creation time", "creation_time", "software", "encoder", "duration",
    "com.apple.quicktime.software", "com.apple.quicktime.creationdate",
  ]
}

extension AssetRecord {
  fileprivate var said: [String] { [title, note, correction.prompt].compactMap { $0 } }
}
