import AliceModel
import AliceNumbers
import Synchronization

/// The entries of a file, indexed for the readers. JSON is parsed on demand and at most once.
final class FoundMetadata: Sendable {
  /// The maximum number of entries.
  private static let maximumCount = 4096

  /// The entries, without byte order marks and NULs around their texts.
  let entries: [MetadataEntry]
  /// The keys of `entries` in lower case.
  let foldedKeys: [String]
  private let lastByKey: [String: Int]
  private let lastByFoldedKey: [String: Int]
  /// The initials of all keys, because most look-ups find none.
  private let initials: UInt64
  private let parsed = Mutex<[Int: JSONValue?]>([:])

  init(_ entries: [MetadataEntry]) {
    self.entries = entries.prefix(FoundMetadata.maximumCount).map { entry in
      BareText.bare(entry.text).map { MetadataEntry(container: entry.container, key: entry.key, text: $0) } ?? entry
    }
    foldedKeys = self.entries.map { FoundMetadata.folded($0.key) }
    // The last of several entries with the same key applies, as in other readers.
    lastByKey = Dictionary(self.entries.enumerated().map { ($1.key, $0) }) { _, last in last }
    lastByFoldedKey = Dictionary(foldedKeys.enumerated().map { ($1, $0) }) { _, last in last }
    initials = foldedKeys.reduce(0) { $0 | FoundMetadata.initial(of: $1) }
  }

  /// Returns the key in lower case without spaces at its ends, which PNG forbids and some programs write.
  private static func folded(_ key: String) -> String {
    let isPadded = key.utf8.first == UInt8(ascii: " ") || key.utf8.last == UInt8(ascii: " ")
    return isPadded ? Infotext.trimmed(key.lowercased().utf8) : key.lowercased()
  }

  private static func initial(of key: String) -> UInt64 { key.utf8.first.map { 1 << UInt64(($0 | 0x20) & 63) } ?? 0 }

  /// Returns the entry with exactly this key, else one with this key in another case: programs differ in it, and
  /// Matroska uses upper-case names.
  private func index(of key: String) -> Int? {
    guard initials & FoundMetadata.initial(of: key) != 0 else { return nil }
    return lastByKey[key] ?? lastByFoldedKey[key.lowercased()]
  }

  /// Returns the text with this key, in any container.
  func text(_ key: String) -> String? { index(of: key).map { entries[$0].text } }

  /// Returns the text with this lower-case key in any case.
  func text(folded key: String) -> String? { lastByFoldedKey[key].map { entries[$0].text } }

  /// Returns the text with `key` in a container whose name starts with `container`.
  func text(_ key: String, in container: String) -> String? {
    guard index(of: key) != nil else { return nil }
    return entries.last { $0.key == key && $0.container.hasPrefix(container) }?.text
  }

  func has(_ keys: String...) -> Bool { keys.contains { index(of: $0) != nil } }

  func json(_ key: String) -> JSONObject? { index(of: key).flatMap { json(at: $0) } }

  func json(folded key: String) -> JSONObject? { lastByFoldedKey[key].flatMap { json(at: $0) } }

  /// Returns the JSON object that the text of an entry consists of; nil for everything else.
  func json(at index: Int) -> JSONObject? {
    guard entries.indices.contains(index), JSONText.mayBeObject(entries[index].text) else { return nil }
    if let known = parsed.withLock({ $0[index] }) { return known?.objectValue }
    let value = try? JSONValue(parsing: entries[index].text, limits: .lenient)
    parsed.withLock { $0[index] = .some(value) }
    return value?.objectValue
  }

  /// Returns the first JSON object in a comment or description whose text holds `word` and which passes `test`.
  func commentJSON(holding word: StaticString, where test: (JSONObject) -> Bool) -> JSONObject? {
    let places = entries.indices.lazy.filter { [entries, foldedKeys] index in
      JSONText.mayBeObject(entries[index].text) && FoundMetadata.commentKeys.contains(foldedKeys[index])
        && entries[index].text.holds(word)
    }
    return places.prefix(4).lazy.compactMap { self.json(at: $0) }.first(where: test)
  }

  /// The keys of comments, descriptions and titles, in lower case, and that of a sidecar with JSON.
  static let commentKeys: Set = [
    "parameters", "usercomment", "sdcpp:parameters", "exif:usercomment", "comment", "©cmt", "imagedescription",
    "description", "dc:description", "dc:title", "title", "imagetitle", "tiff:imagedescription", "xpcomment", "xptitle",
    "xpsubject", "synopsis", "desc", "ldes", "©des", "com.apple.quicktime.description", "com.apple.quicktime.comment",
    "json",
  ]

  /// EXIF's `UserComment` in any directory, or its copy in XMP.
  var userComment: Int? { index(of: "UserComment") ?? index(of: "exif:UserComment") }

  /// The text that is hidden in the pixels.
  var stealth: Int? { entries.lastIndex { $0.container == "png:stealth" } }

  /// The `parameters` of PNG and MP4, else their equivalent elsewhere.
  var parameters: Int? { index(of: "parameters") ?? userComment ?? index(of: "sdcpp:parameters") }
}

/// Texts without what some programs leave around them.
private enum BareText {
  /// Returns the text without byte order marks and NULs at its ends; nil if there are none.
  static func bare(_ text: String) -> String? {
    guard let first = text.utf8.first, let last = text.utf8.last else { return nil }
    // A byte order mark begins with EF and ends with BF.
    guard first == 0 || last == 0 || first == 0xEF || last == 0xBF else { return nil }
    var bare = text.unicodeScalars[...]
    while let scalar = bare.first, isNothing(scalar) { bare.removeFirst() }
    while let scalar = bare.last, isNothing(scalar) { bare.removeLast() }
    return String(bare)
  }

  private static func isNothing(_ scalar: Unicode.Scalar) -> Bool { scalar == "\0" || scalar == "\u{FEFF}" }
}

/// Cheap checks of a text before it is parsed as JSON.
enum JSONText {
  static func mayBeObject(_ text: String) -> Bool {
    text.utf8.first { !$0.isInfotextSpace } == UInt8(ascii: "{")
  }

  /// Returns the object, or the object in a string of JSON, because programs nest one in the other.
  static func object(_ value: JSONValue?) -> JSONObject? {
    guard let text = value?.stringValue else { return value?.objectValue }
    let bare = BareText.bare(text) ?? text
    guard mayBeObject(bare) else { return nil }
    return (try? JSONValue(parsing: bare, limits: .lenient))?.objectValue
  }
}
