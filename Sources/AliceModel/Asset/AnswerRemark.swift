import AliceNumbers

/// The words and the small values of a provider's answer, as the recipe of its files keeps them.
///
/// Each part is bounded, and so is the whole: a long list is left out, a long text is cut.
package struct AnswerRemark: Sendable, Hashable {
  package private(set) var value = JSONObject()
  private var room = AnswerRemark.largest

  /// The maximum size of the whole as JSON, and of one value of it, in bytes.
  private static let largest = 8 << 10
  private static let largestValue = 2 << 10
  private static let longestText = 4 << 10
  private static let deepest = 6
  private static let most = 64

  /// Creates the remark of the members that are left when `drops` has taken out those that are files, or say nothing. It
  /// is asked only about bounded values.
  package init(_ answer: JSONObject, without drops: (_ key: String, _ value: JSONValue) -> Bool) {
    for (key, member) in answer.prefix(1000) where value.count < AnswerRemark.most && key.utf8.count <= 100 {
      guard let kept = AnswerRemark.kept(member), !drops(key, kept) else { continue }
      let size = key.utf8.count + kept.text.utf8.count + 4
      guard size <= room else { continue }
      room -= size
      value[key] = kept
    }
  }

  private static func kept(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .null: return nil
    case .bool, .number: return value
    case .string(let text):
      guard !text.allSatisfy(\.isWhitespace) else { return nil }
      return .string(cut(text))
    case .array, .object:
      guard isSmall(value) else { return nil }
      return value
    }
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longestText else { return text }
    return String(text.unicodeScalars.prefix(longestText / 4)) + "…"
  }

  private static func isSmall(_ value: JSONValue) -> Bool {
    var room = 200
    return fits(value, depth: 0, room: &room) && value.text.utf8.count <= largestValue
  }

  private static func fits(_ value: JSONValue, depth: Int, room: inout Int) -> Bool {
    room -= 1
    guard room > 0, depth < deepest else { return false }
    switch value {
    case .null, .bool, .number: return true
    case .string(let text): return text.utf8.count <= largestValue
    case .array(let items):
      guard !items.isEmpty, items.count <= room else { return false }
      for item in items { guard fits(item, depth: depth + 1, room: &room) else { return false } }
    case .object(let object):
      guard !object.isEmpty, object.count <= room else { return false }
      for (_, item) in object { guard fits(item, depth: depth + 1, room: &room) else { return false } }
    }
    return true
  }
}
