import AliceKit

/// JSON whose texts come from files, cut to what a model can read: a file may hold a prompt of any length.
struct BoundedJSON {
  /// The most bytes of a text.
  static let textLimit = 4 << 10
  private static let mostItems = 200
  private static let deepest = 8

  /// The bytes that are left for a whole result.
  private var room: Int
  private(set) var isClipped = false

  init(room: Int = 256 << 10) { self.room = room }

  /// Returns the value with long texts, long lists and deep members cut.
  mutating func clip(_ value: JSONValue, depth: Int = 0) -> JSONValue {
    guard depth < BoundedJSON.deepest else {
      isClipped = true
      return .null
    }
    switch value {
    case .null, .bool, .number: return value
    case .string(let text): return .string(clip(text))
    case .array(let items):
      if items.count > BoundedJSON.mostItems { isClipped = true }
      return .array(items.prefix(BoundedJSON.mostItems).map { clip($0, depth: depth + 1) })
    case .object(let object):
      if object.count > BoundedJSON.mostItems { isClipped = true }
      return .object(
        JSONObject(
          object.prefix(BoundedJSON.mostItems).map { member in
            (clip(member.key), clip(member.value, depth: depth + 1))
          }))
    }
  }

  private mutating func clip(_ text: String) -> String {
    let kept = BoundedJSON.beginning(of: text, min(BoundedJSON.textLimit, max(room, 0)))
    room -= kept.utf8.count
    if kept.utf8.count < text.utf8.count { isClipped = true }
    return kept
  }

  /// Returns the beginning of a text that has at most `limit` bytes, without a part of a character.
  static func beginning(of text: String, _ limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    for cut in 0..<4 where cut <= limit {
      if let kept = String(text.utf8.prefix(limit - cut)) { return kept }
    }
    return ""
  }

  /// Returns a short text of a client as it stands in a sentence: as a string of JSON.
  static func quoted(_ text: String) -> String { JSONValue.string(beginning(of: text, 64)).text }
}
