import AliceNumbers

/// The marks in a text that the editor resolves before it runs the graph: comments, and choices like `{red|blue}`.
enum ComfyDynamicText {
  /// Returns the text without `/* … */` and `// …`, as it was run.
  static func withoutComments(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "/")) else { return text }
    let bytes = Array(text.utf8)
    let (slash, star, newline) = (UInt8(ascii: "/"), UInt8(ascii: "*"), UInt8(ascii: "\n"))
    var kept: [UInt8] = []
    var at = 0
    // A `/*` without an end is no comment, and neither is any after it.
    var mayEnd = true
    while at < bytes.count {
      let next = at + 1 < bytes.count ? bytes[at + 1] : 0
      if bytes[at] == slash, next == slash {
        at = bytes[at...].firstIndex(of: newline) ?? bytes.count
        continue
      }
      if mayEnd, bytes[at] == slash, next == star {
        if let end = end(of: bytes, after: at + 2) {
          at = end
          continue
        }
        mayEnd = false
      }
      kept.append(bytes[at])
      at += 1
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func end(of bytes: [UInt8], after start: Int) -> Int? {
    var at = start
    while at + 1 < bytes.count {
      if bytes[at] == UInt8(ascii: "*"), bytes[at + 1] == UInt8(ascii: "/") { return at + 2 }
      at += 1
    }
    return nil
  }

  /// Returns whether the editor chose among alternatives, so that the text is not the one that was run.
  static func hasChoices(_ text: String) -> Bool {
    guard let start = text.utf8.firstIndex(of: UInt8(ascii: "{")) else { return false }
    let rest = text.utf8[start...]
    return rest.contains(UInt8(ascii: "|")) && rest.contains(UInt8(ascii: "}"))
  }
}
