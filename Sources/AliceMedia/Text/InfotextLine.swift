import AliceModel
import AliceNumbers

/// Builds the parameter line of an infotext from a recipe's parameters.
struct InfotextLine {
  private(set) var text = ""
  private let parameters: JSONObject
  private var written: Set<String> = []

  /// Some readers use only the first 10,000 characters of the line.
  private static let maximumBytes = 9_000
  private static let maximumValueBytes = 1_000

  init(_ parameters: JSONObject) { self.parameters = parameters }

  /// Writes a pair, unless the value is missing or there is no room for it.
  mutating func write(_ key: String, _ value: String?) {
    guard let value, !value.isEmpty, let quoted = InfotextLine.quotedIfShort(value) else { return }
    let pair = (text.isEmpty ? "" : ", ") + key + ": " + quoted
    if text.utf8.count + pair.utf8.count <= InfotextLine.maximumBytes { text += pair }
  }

  /// Writes the first of the parameters `names` that is a scalar.
  mutating func write(_ key: String, from names: [String]) {
    guard let name = names.first(where: { InfotextLine.text(parameters[$0]) != nil }) else { return }
    written.insert(name)
    write(key, InfotextLine.text(parameters[name]))
  }

  /// Writes the first of the parameters `names` that is a number, else 0, because readers require one.
  mutating func writeNumber(_ key: String, from names: [String]) {
    let name = names.first { InfotextLine.number(parameters[$0]) != nil }
    if let name { written.insert(name) }
    write(key, name.flatMap { InfotextLine.number(parameters[$0]) } ?? "0")
  }

  private static func number(_ value: JSONValue?) -> String? {
    value?.scalarText.flatMap { JSONNumber(literal: $0) }.flatMap { $0.literal.utf8.count <= 40 ? $0.literal : nil }
  }

  mutating func writeSize(_ facts: FileFacts) {
    written.formUnion(["width", "height"])
    let width = facts.width ?? parameters["width"]?.intValue
    let height = facts.height ?? parameters["height"]?.intValue
    if let width, let height { write("Size", "\(width)x\(height)") }
  }

  /// `Version: alice` identifies the writer of the text, and `Generator` the generator if it is another one.
  mutating func writeGenerator(_ generator: Generator?) {
    written.formUnion(["version", "generator"])
    write("Version", "alice")
    if let generator, generator != .alice { write("Generator", generator.rawValue) }
  }

  /// Writes all other parameters whose names can be restored from the text.
  mutating func writeRest() {
    for (name, value) in parameters where !written.contains(name) {
      let key = name.prefix(1).uppercased() + name.dropFirst().replacing("_", with: " ")
      let isKept = InfotextLine.isName(name) && ParameterName.canonical(key) == name
      guard isKept, !InfotextLine.reserved.contains(name) else { continue }
      write(key, InfotextLine.text(value, containers: true))
    }
  }

  /// Names that the format or its readers use for something else.
  private static let reserved: Set = [
    "prompt", "negative_prompt", "seed", "model", "size", "created", "created_date", "creation_time", "date",
    "endpoint", "provider", "request_id", "generator", "version", "app", "hashes",
    RecipeRemarks.answer,
  ]

  private static func isName(_ name: String) -> Bool {
    (2...ParameterName.maximumLength).contains(name.utf8.count)
      && name.utf8.allSatisfy { $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
  }

  /// Returns the text of a value. URLs are omitted, because they may contain tokens, and data URLs contain whole
  /// images.
  private static func text(_ value: JSONValue?, containers: Bool = false) -> String? {
    let text =
      switch value {
      case .bool(let truth): truth ? "True" : "False"
      case .array(let array): containers && !array.isEmpty ? JSONValue.array(array).text : nil
      case .object(let object): containers && !object.isEmpty ? JSONValue.object(object).text : nil
      default: value?.scalarText
      }
    guard let text, !text.isEmpty, text.utf8.count <= maximumValueBytes, !text.holds("://"), !text.hasPrefix("data:")
    else { return nil }
    return text
  }

  private static func quotedIfShort(_ value: String) -> String? {
    guard value.utf8.count <= maximumValueBytes else { return nil }
    let quoted = quoted(value)
    return quoted.utf8.count <= maximumValueBytes + 200 ? quoted : nil
  }

  /// Returns the value in JSON quotes if readers would truncate, trim or misread the bare text.
  private static func quoted(_ value: String) -> String {
    let special = value.unicodeScalars.contains { scalar in
      switch scalar {
      case ",", ":", "\"", "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}": true
      default: false
      }
    }
    let outer = [value.unicodeScalars.first, value.unicodeScalars.last]
    let trimmed = outer.contains { $0?.properties.isWhitespace ?? false }
    return special || trimmed || value.hasPrefix("{") || value.hasPrefix("[") ? JSONValue.string(value).text : value
  }
}
