import AliceKit

/// Parses the `name=value` and `name:=JSON` of `--param`.
struct ParameterWords {
  private let words: [String]

  init(_ words: [String]) { self.words = words }

  /// Returns the parameters that the model's specification is applied to; the last value for a name counts.
  func parameters() throws -> JSONObject {
    var parameters = JSONObject()
    for word in try words.map(ParameterWord.init) where !word.isRaw { parameters[word.name] = .string(word.value) }
    return parameters
  }

  /// Returns the parameters that are sent as they are: those of `name:=JSON`.
  func raw() throws -> JSONObject {
    var raw = JSONObject()
    for word in try words.map(ParameterWord.init) where word.isRaw {
      guard let value = try? JSONValue(parsing: word.value) else {
        throw Failure(
          .usage,
          "--param \(TerminalText(word.name)):= takes JSON, and '\(TerminalText(word.value))' is none; a text has quotes"
        )
      }
      raw[word.name] = value
    }
    return raw
  }
}

private struct ParameterWord {
  let name: String
  let value: String
  let isRaw: Bool

  init(_ word: String) throws {
    guard let equals = word.firstIndex(of: "="), equals != word.startIndex, !word.hasPrefix(":=") else {
      throw Failure(.usage, "--param takes name=value or name:=JSON, not '\(TerminalText(word))'")
    }
    let name = word[..<equals]
    isRaw = name.last == ":"
    self.name = String(isRaw ? name.dropLast() : name)
    value = String(word[word.index(after: equals)...])
  }
}
