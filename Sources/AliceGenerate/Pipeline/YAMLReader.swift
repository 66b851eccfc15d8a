import AliceNumbers

/// Reads the members of a YAML mapping and checks their types; unknown members are refused.
struct YAMLReader {
  let tree: YAMLTree
  let what: String
  private let members: [YAMLTree.Member]

  init(_ tree: YAMLTree, _ what: String, allowed: [String]) throws {
    guard case .map(let members) = tree.value else { throw PipelineError(line: tree.line, "\(what) is a mapping") }
    self.tree = tree
    self.what = what
    self.members = members
    for member in members where !allowed.contains(member.key) {
      let hint = Spelling.nearest(to: member.key, in: allowed).map { "; did you mean \($0)?" }
      throw PipelineError(
        line: member.line,
        "\(what) has no '\(member.key.prefix(80))'" + (hint ?? "; it takes \(allowed.joined(separator: ", "))"))
    }
  }

  var keys: [String] { members.map(\.key) }

  subscript(name: String) -> YAMLTree? { members.first { $0.key == name }?.value }

  func text(_ name: String) throws -> String? {
    guard let tree = self[name], !tree.isNothing else { return nil }
    guard case .scalar(let text, _) = tree.value else { throw wrong(name, tree, "text") }
    return text
  }

  func required(_ name: String) throws -> String {
    guard let text = try text(name), !text.isEmpty else {
      throw PipelineError(line: tree.line, "\(what) needs '\(name)'")
    }
    return text
  }

  func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let tree = self[name] else { return nil }
    guard case .scalar(let text, true) = tree.value, let number = Int(text), range.contains(number) else {
      throw wrong(name, tree, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func wrong(_ name: String, _ tree: YAMLTree, _ kind: String) -> PipelineError {
    PipelineError(line: tree.line, "\(name) must be \(kind)")
  }
}

extension YAMLTree {
  /// Whether the value is empty or a plain `null`.
  var isNothing: Bool {
    if case .scalar(let text, true) = value { ["", "~", "null"].contains(text) } else { false }
  }

  /// The value as JSON; plain scalars become numbers and Booleans if they parse as such.
  var json: JSONValue {
    switch value {
    case .list(let elements): return .array(elements.map(\.json))
    case .map(let members): return .object(JSONObject(members.map { ($0.key, $0.value.json) }))
    case .scalar(let text, let isPlain):
      guard isPlain else { return .string(text) }
      if isNothing { return .null }
      if let parsed = try? JSONValue(parsing: text), parsed.arrayValue == nil, parsed.objectValue == nil {
        return parsed
      }
      return .string(text)
    }
  }
}
