import AliceModel
import Synchronization

/// The entries of a file, with what readers ask of them. JSON is parsed when it is first asked for, and at most once.
final class FoundMetadata: Sendable {
  /// Those beyond this number are not looked at.
  private static let maximumCount = 4096

  let entries: [MetadataEntry]
  private let lastByKey: [String: Int]
  private let lastByFoldedKey: [String: Int]
  private let parsed = Mutex<[Int: JSONValue?]>([:])

  init(_ entries: [MetadataEntry]) {
    self.entries = Array(entries.prefix(FoundMetadata.maximumCount))
    let numbered = self.entries.enumerated()
    // Of entries with the same key the last one counts, as other readers have it.
    lastByKey = Dictionary(numbered.map { ($1.key, $0) }) { _, last in last }
    lastByFoldedKey = Dictionary(numbered.map { ($1.key.lowercased(), $0) }) { _, last in last }
  }

  /// The text under exactly this key, in any container.
  func text(_ key: String) -> String? { lastByKey[key].map { entries[$0].text } }

  /// The text under this lower-case key however it was written: Matroska has upper-case names.
  func text(folded key: String) -> String? { lastByFoldedKey[key].map { entries[$0].text } }

  /// The text under `key` in a container whose name starts with `container`.
  func text(_ key: String, in container: String) -> String? {
    entries.last { $0.key == key && $0.container.hasPrefix(container) }?.text
  }

  func has(_ keys: String...) -> Bool { keys.contains { lastByKey[$0] != nil } }

  func json(_ key: String) -> JSONObject? { lastByKey[key].flatMap { json(at: $0) } }

  func json(folded key: String) -> JSONObject? { lastByFoldedKey[key].flatMap { json(at: $0) } }

  /// The object that the whole text of an entry is; nil for everything else.
  func json(at index: Int) -> JSONObject? {
    guard entries.indices.contains(index), JSONText.mayBeObject(entries[index].text) else { return nil }
    if let known = parsed.withLock({ $0[index] }) { return known?.objectValue }
    let value = try? JSONValue(parsing: entries[index].text, limits: .lenient)
    parsed.withLock { $0[index] = .some(value) }
    return value?.objectValue
  }

  /// EXIF `UserComment` of any directory, also where XMP repeats it.
  var userComment: Int? { lastByKey["UserComment"] ?? lastByKey["exif:UserComment"] }

  /// What was hidden in the pixels.
  var stealth: Int? { entries.lastIndex { $0.container == "png:stealth" } }

  /// The `parameters` of PNG and MP4, else what stands for them elsewhere.
  var parameters: Int? { lastByKey["parameters"] ?? userComment ?? lastByKey["sdcpp:parameters"] }
}

/// Cheap looks at a text before it is parsed as JSON.
enum JSONText {
  static func mayBeObject(_ text: String) -> Bool {
    text.utf8.first { !$0.isInfotextSpace } == UInt8(ascii: "{")
  }

  /// The object in a string that holds JSON, or the object itself: programs nest one in the other.
  static func object(_ value: JSONValue?) -> JSONObject? {
    guard let text = value?.stringValue else { return value?.objectValue }
    guard mayBeObject(text) else { return nil }
    return (try? JSONValue(parsing: text, limits: .lenient))?.objectValue
  }
}
