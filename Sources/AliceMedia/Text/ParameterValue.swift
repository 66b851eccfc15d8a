import AliceModel

/// What the text of a parameter means.
enum ParameterValue {
  /// A number, a truth value or JSON where the text is one; otherwise the text.
  ///
  /// Hashes, versions and seeds are text whatever their digits are.
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

  /// Decimal digits with at most a point among them; what looks like `1e5` is more often a name than a number.
  private static func number(_ text: String) -> JSONNumber? {
    guard text.utf8.count <= 40, !text.contains(where: { $0 == "e" || $0 == "E" }) else { return nil }
    return JSONNumber(literal: text)
  }

  private static func isTextual(_ name: String) -> Bool {
    name.hasSuffix("hash") || name.hasSuffix("version") || name.hasSuffix("seed") || name.hasSuffix("model")
  }

  /// A seed as decimal digits; nil for `-1`, which means that any will do, and for what is no whole number.
  static func seed(_ value: JSONValue?) -> String? {
    guard let text = value?.scalarText.map({ Infotext.trimmed($0.utf8) }), text != "-1", text.utf8.count <= 40 else {
      return nil
    }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    if !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return text }
    // Written as `123.0` or `1e3`.
    return JSONNumber(literal: text)?.int64.map(String.init)
  }

  /// `1024x768`, with any of `x`, `×`, `*`, `,` between and brackets or spaces around.
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
