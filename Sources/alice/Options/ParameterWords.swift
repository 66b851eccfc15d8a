import AliceKit

/// Parses the `name=value` pairs of `--param`.
struct ParameterWords {
  private let words: [String]

  init(_ words: [String]) { self.words = words }

  /// Returns the parameters; the last value for a name counts.
  func parameters() throws -> JSONObject {
    var parameters = JSONObject()
    for pair in words {
      guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
        throw Failure(.usage, "--param takes name=value, not '\(TerminalText(pair))'")
      }
      parameters[String(pair[..<equals])] = .string(String(pair[pair.index(after: equals)...]))
    }
    return parameters
  }
}
