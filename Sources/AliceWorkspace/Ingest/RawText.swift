import AliceModel

/// What programs wrote that no reader makes a recipe of: it is kept in the file as it stands, and found by its words.
enum RawText {
  /// More is not searched, in bytes.
  private static let limit = 64 << 10

  /// Nil where a recipe was read, and where nothing was written.
  static func searchable(_ entries: [MetadataEntry], of record: AssetRecord) -> String? {
    guard record.recipe.prompt == nil else { return nil }
    var text = ""
    for entry in entries where isWords(entry) && text.utf8.count + entry.text.utf8.count < limit {
      text += text.isEmpty ? entry.text : "\n" + entry.text
    }
    return text.isEmpty ? nil : text
  }

  /// Texts that people and generators write; not what alice adds, nor dates, sizes and the like.
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
