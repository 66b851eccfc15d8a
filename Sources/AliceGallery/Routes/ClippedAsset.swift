import AliceKit

/// An asset as JSON, whose texts are bounded: a file may hold a prompt of any length, which no page could show.
enum ClippedAsset {
  static let limit = 256 << 10

  /// Returns the asset; `clipped` is true if something is left out of its prompts and parameters.
  static func json(_ asset: JSONValue) -> JSONValue {
    guard var object = asset.objectValue else { return asset }
    var room = limit
    var isClipped = false
    for name in ["prompt", "negative_prompt"] {
      guard let text = object[name]?.stringValue else { continue }
      let kept = beginning(of: text, room)
      room -= kept.utf8.count
      isClipped = isClipped || kept.utf8.count < text.utf8.count
      object[name] = .string(kept)
    }
    if let parameters = object["parameters"]?.objectValue {
      var kept: JSONObject = [:]
      for (name, value) in parameters {
        let size = name.utf8.count + value.text.utf8.count
        guard size <= room else {
          isClipped = true
          continue
        }
        room -= size
        kept[name] = value
      }
      object["parameters"] = .object(kept)
    }
    if isClipped { object["clipped"] = true }
    return .object(object)
  }

  /// Returns the beginning of a text that has at most `limit` bytes.
  private static func beginning(of text: String, _ limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    // A character that does not fit is left out as a whole.
    for cut in 0..<4 {
      if let kept = String(text.utf8.prefix(max(0, limit - cut))) { return kept }
    }
    return ""
  }
}
