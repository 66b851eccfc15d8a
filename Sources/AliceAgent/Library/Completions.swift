import AliceKit

/// Completes the arguments of prompts and resources.
struct Completions: Sendable {
  private let context: AgentContext

  init(_ context: AgentContext) { self.context = context }

  private static let limit = 100

  /// Returns what an argument may be. Names that belong to nothing here have no values.
  func complete(_ parameters: JSONObject) async throws -> JSONObject {
    guard let argument = parameters["argument"]?.objectValue, let name = argument["name"]?.stringValue,
      let written = argument["value"]?.stringValue, parameters["ref"]?.objectValue != nil
    else { throw RPCError.parameters("\"ref\" and \"argument\" with \"name\" and \"value\" are needed") }
    let values: [String]
    do {
      values = try await self.values(of: name, written)
    } catch {
      // Nothing is completed without a library; the call that needs it says why.
      values = []
    }
    let shown = values.prefix(Completions.limit)
    return [
      "completion": [
        "values": .array(shown.map(JSONValue.string)), "total": JSONValue(values.count),
        "hasMore": .bool(values.count > shown.count),
      ]
    ]
  }

  private func values(of name: String, _ written: String) async throws -> [String] {
    switch name {
    case "id":
      return try await context.library.read { library in
        try Searcher(library.workspace).newest(withPrefix: written.lowercased(), limit: Completions.limit).map(\.id.hex)
      }
    case "model":
      let environment = try context.settings.environment
      return try await context.library.read { _ in
        try ModelStore(environment: environment).registry.models.filter { $0.status == .active }.map(\.name)
          .filter { $0.hasPrefix(written.lowercased()) }
      }
    case "tag": return try await tags(written)
    case "query":
      let word = written.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
      guard word.hasPrefix("tag:") else { return [] }
      let head = written.dropLast(word.count)
      return try await tags(String(word.dropFirst(4))).map { "\(head)tag:\(SearchTokensText.value($0))" }
    default: return []
    }
  }

  private func tags(_ written: String) async throws -> [String] {
    try await context.library.read { library in
      try Searcher(library.workspace).commonest(.tag, limit: 1_000).map(\.text)
        .filter { $0.lowercased().hasPrefix(written.lowercased()) && $0.utf8.count <= BoundedJSON.textLimit }
    }
  }
}

/// Values as they stand in a query.
private enum SearchTokensText {
  static func value(_ text: String) -> String { text.contains(where: \.isWhitespace) ? "\"\(text)\"" : text }
}
