import AliceNumbers

/// The reason why an input is invalid for the model, found before anything is sent or paid.
public enum InputError: Error, Sendable, Hashable {
  case unknownParameter(String, model: String, nearest: String?)
  case missing(String, model: String)
  /// The prompt is blank, and nothing else is asked for.
  case blankPrompt(model: String)
  /// The model takes neither a size, nor a ratio, nor a resolution; the text is what was given. `source` is the kind of
  /// file that gives its output the size, if it takes one.
  case noSize(String, model: String, source: MediaKind?)
  case wrongType(String, given: String, expected: ParameterSpec.Kind)
  case outOfRange(String, given: String, minimum: Double?, maximum: Double?)
  case notAllowed(String, given: String, allowed: [String], nearest: String?)
  /// The numbers count characters.
  case tooLong(String, count: Int, maximum: Int)
  case tooMany(String, count: Int, maximum: Int)
  /// `by` is the choice that determines the count: `effect_scene=hug`.
  case wrongCount(String, given: Int, expected: Int, by: String)
  /// The parameter is given twice, with different values.
  case givenTwice(String)
  /// Both parameters have the same meaning.
  case conflict(String, String)
  /// There are more files than parameters that take them.
  case noPlace(ParameterSpec.Media, model: String, given: Int, places: Int)
  /// The sizes are in bytes.
  case fileTooLarge(String, file: String, bytes: UInt64, maximum: UInt64)
}

extension InputError: CustomStringConvertible {
  /// One line with the parameter, the given value and the allowed values.
  public var description: String {
    switch self {
    case .unknownParameter(let name, let model, let nearest):
      "\(model) has no parameter \(clipped(name))" + hint(nearest)
    case .missing(let name, let model): "\(model) needs \(name)"
    case .blankPrompt(let model): "the prompt for \(model) is blank"
    case .noSize(let text, let model, let source):
      "\(model) takes no size \(clipped(text)): "
        + (source.map { "the size of its output follows from the \($0.word)" } ?? "it has no parameter for one")
    case .wrongType(let name, let given, let expected): "\(name): \(clipped(given)) is not \(expected.phrase)"
    case .outOfRange(let name, let given, let minimum, let maximum):
      "\(name): \(clipped(given)) is not \(range(minimum, maximum))"
    case .notAllowed(let name, let given, let allowed, let nearest):
      "\(name): \(clipped(given)) is not one of \(list(allowed))" + hint(nearest)
    case .tooLong(let name, let count, let maximum): "\(name): \(count) characters, \(maximum) are allowed"
    case .tooMany(let name, let count, let maximum): "\(name): \(count) given, \(maximum) are allowed"
    case .wrongCount(let name, let given, let expected, let by):
      "\(name): \(given) given, \(clipped(by)) takes \(expected)"
    case .givenTwice(let name): "\(name) is given twice, with different values"
    case .conflict(let one, let other): "\(one) and \(other) cannot both be given"
    case .noPlace(let media, let model, let given, let places):
      "\(model) takes \(places == 0 ? "no" : String(places)) \(media.rawValue), \(given) given"
    case .fileTooLarge(let name, let file, let bytes, let maximum):
      "\(name): \(clipped(file)) has \(bytes) bytes, \(maximum) are allowed"
    }
  }

  private func hint(_ nearest: String?) -> String { nearest.map { "; did you mean \($0)?" } ?? "" }

  private func range(_ minimum: Double?, _ maximum: Double?) -> String {
    switch (minimum, maximum) {
    case (let low?, let high?): "from \(JSONValue(low).text) to \(JSONValue(high).text)"
    case (let low?, nil): "at least \(JSONValue(low).text)"
    case (nil, let high?): "at most \(JSONValue(high).text)"
    case (nil, nil): "in range"
    }
  }

  private func list(_ allowed: [String]) -> String {
    allowed.prefix(12).joined(separator: ", ") + (allowed.count > 12 ? ", … (\(allowed.count))" : "")
  }

  private func clipped(_ text: String) -> String { text.count > 60 ? text.prefix(60) + "…" : text }
}

extension ParameterSpec.Kind {
  var phrase: String {
    switch self {
    case .string: "text"
    case .integer: "a whole number"
    case .number: "a number"
    case .boolean: "true or false"
    case .size: "a size: a preset or WIDTHxHEIGHT"
    case .array: "a JSON array"
    case .object: "a JSON object"
    case .enumeration: "one of the allowed values"
    case .any: "a value"
    }
  }
}
