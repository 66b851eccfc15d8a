import AliceModel
import AliceNumbers

/// Interprets the text of a parameter.
enum ParameterValue {
  /// Returns a number, a Boolean value or JSON if the text is one, otherwise the text.
  ///
  /// Hashes, versions and seeds are always text.
  static func typed(_ text: String, name: String) -> JSONValue {
    if isTextual(name) { return .string(text) }
    switch text {
    case "True", "true": return true
    case "False", "false": return false
    default: break
    }
    if let number = number(text) { return .number(number) }
    guard text.first == "{" || text.first == "[", let json = try? JSONValue(parsing: text, limits: .lenient) else {
      return .string(text)
    }
    return json
  }

  /// Reads decimal digits with an optional point. A text like `1e5` is more often a name than a number.
  private static func number(_ text: String) -> JSONNumber? {
    guard text.utf8.count <= 40, !text.contains(where: { $0 == "e" || $0 == "E" }) else { return nil }
    return JSONNumber(literal: text)
  }

  private static func isTextual(_ name: String) -> Bool {
    name.hasSuffix("hash") || name.hasSuffix("version") || name.hasSuffix("seed") || name.hasSuffix("model")
  }

  /// Returns a seed as decimal digits; nil for `-1`, which means a random one, and if it is not a whole number.
  static func seed(_ value: JSONValue?) -> String? {
    guard let text = value?.scalarText.map({ Infotext.trimmed($0.utf8) }), text != "-1", text.utf8.count <= 40 else {
      return nil
    }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    if !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return text }
    // The seed may be written as `123.0` or `1e3`.
    return JSONNumber(literal: text)?.int64.map(String.init)
  }

  /// Reads `1024x768`, with any of `x`, `×`, `*` and `,` as the separator, and with optional brackets or spaces.
  static func size(_ text: String) -> (width: Int, height: Int)? {
    guard text.utf8.count <= 40 else { return nil }
    let parts = text.split { !$0.isASCII || !$0.isNumber }
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]), width > 0, height > 0 else {
      return nil
    }
    let separator = text.filter { !$0.isNumber && !" ()[]".contains($0) }
    return ["x", "X", "×", "*", ","].contains(separator) ? (width, height) : nil
  }
}
