import AliceModel
import Synchronization

/// The entries of a file, indexed for the readers. JSON is parsed on demand and at most once.
final class FoundMetadata: Sendable {
  /// The maximum number of entries.
  private static let maximumCount = 4096

  let entries: [MetadataEntry]
  private let lastByKey: [String: Int]
  private let lastByFoldedKey: [String: Int]
  private let parsed = Mutex<[Int: JSONValue?]>([:])

  init(_ entries: [MetadataEntry]) {
    self.entries = Array(entries.prefix(FoundMetadata.maximumCount))
    let numbered = self.entries.enumerated()
    // The last of several entries with the same key applies, as in other readers.
    lastByKey = Dictionary(numbered.map { ($1.key, $0) }) { _, last in last }
    lastByFoldedKey = Dictionary(numbered.map { ($1.key.lowercased(), $0) }) { _, last in last }
  }

  /// Returns the text with exactly this key, in any container.
  func text(_ key: String) -> String? { lastByKey[key].map { entries[$0].text } }

  /// Returns the text with this lower-case key in any case: Matroska uses upper-case names.
  func text(folded key: String) -> String? { lastByFoldedKey[key].map { entries[$0].text } }

  /// Returns the text with `key` in a container whose name starts with `container`.
  func text(_ key: String, in container: String) -> String? {
    entries.last { $0.key == key && $0.container.hasPrefix(container) }?.text
  }

  func has(_ keys: String...) -> Bool { keys.contains { lastByKey[$0] != nil } }

  func json(_ key: String) -> JSONObject? { lastByKey[key].flatMap { json(at: $0) } }

  func json(folded key: String) -> JSONObject? { lastByFoldedKey[key].flatMap { json(at: $0) } }

  /// Returns the JSON object that the text of an entry consists of; nil for everything else.
  func json(at index: Int) -> JSONObject? {
    guard entries.indices.contains(index), JSONText.mayBeObject(entries[index].text) else { return nil }
    if let known = parsed.withLock({ $0[index] }) { return known?.objectValue }
    let value = try? JSONValue(parsing: entries[index].text, limits: .lenient)
    parsed.withLock { $0[index] = .some(value) }
    return value?.objectValue
  }

  /// EXIF's `UserComment` in any directory, or its copy in XMP.
  var userComment: Int? { lastByKey["UserComment"] ?? lastByKey["exif:UserComment"] }

  /// The text that is hidden in the pixels.
  var stealth: Int? { entries.lastIndex { $0.container == "png:stealth" } }

  /// The `parameters` of PNG and MP4, else their equivalent elsewhere.
  var parameters: Int? { lastByKey["parameters"] ?? userComment ?? lastByKey["sdcpp:parameters"] }
}

/// Cheap checks of a text before it is parsed as JSON.
enum JSONText {
  static func mayBeObject(_ text: String) -> Bool {
    text.utf8.first { !$0.isInfotextSpace } == UInt8(ascii: "{")
  }

  /// Returns the object, or the object in a string of JSON, because programs nest one in the other.
  static func object(_ value: JSONValue?) -> JSONObject? {
    guard let text = value?.stringValue else { return value?.objectValue }
    guard mayBeObject(text) else { return nil }
    return (try? JSONValue(parsing: text, limits: .lenient))?.objectValue
  }
}
