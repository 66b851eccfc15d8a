import AliceKit

/// A tool: what clients are told of it, and what it does.
struct Tool: Sendable {
  /// What a client is told of the effects. The server does not rely on it.
  struct Effects: Sendable {
    var isReadOnly = false
    var isDestructive = false
    var isIdempotent = false
    var isOpenWorld = false
  }

  let name: String
  let title: String
  let summary: String
  let scope: AgentScope
  let effects: Effects
  let input: Schema
  let output: Schema
  let run: @Sendable (ToolCall) async throws -> ToolAnswer

  /// The tool as clients list it.
  func json(for era: Era) -> JSONObject {
    var object: JSONObject = ["name": .string(name)]
    if era.hasStructuredContent { object["title"] = .string(title) }
    object["description"] = .string(summary)
    object["inputSchema"] = .object(input.json)
    if era.hasStructuredContent { object["outputSchema"] = .object(output.json) }
    if era.hasAnnotations {
      object["annotations"] = [
        "title": .string(title), "readOnlyHint": .bool(effects.isReadOnly),
        "destructiveHint": .bool(effects.isDestructive), "idempotentHint": .bool(effects.isIdempotent),
        "openWorldHint": .bool(effects.isOpenWorld),
      ]
    }
    return object
  }
}

/// What a tool answers.
enum ToolAnswer: Sendable {
  /// The result, and what a client shows beside it.
  case done(JSONObject, [Content] = [])
  /// A question to the user of the client, who repeats the call with the answer.
  case question(JSONObject)
}

/// A part of a result beside the structured one.
enum Content: Sendable {
  case picture(Thumbnail, isForUserOnly: Bool = false)
  case link(Asset)

  /// Returns nil for what clients of this era do not know.
  func json(for era: Era) -> JSONObject? {
    switch self {
    case .picture(let picture, let isForUserOnly):
      var object: JSONObject = [
        "type": "image", "data": .string(picture.base64),
        "mimeType": .string(picture.format == .webp ? "image/webp" : "image/jpeg"),
      ]
      if era.hasAnnotations { object["annotations"] = ["audience": isForUserOnly ? ["user"] : ["user", "assistant"]] }
      return object
    case .link(let asset):
      guard era.hasStructuredContent else { return nil }
      var object = AssetResources.entry(of: asset)
      object["type"] = "resource_link"
      return object
    }
  }
}

/// One call of a tool, whose arguments have the shape that the tool says.
struct ToolCall: Sendable {
  let arguments: JSONObject
  let exchange: Exchange
  let context: AgentContext

  var library: AgentLibrary { context.library }

  /// Who changes of this call are recorded for.
  var author: String { "mcp/" + exchange.caller.name }

  func text(_ name: String) -> String? { arguments[name]?.stringValue }
  func number(_ name: String) -> Int? { arguments[name]?.intValue }
  func flag(_ name: String) -> Bool { arguments[name]?.boolValue ?? false }
  func texts(_ name: String) -> [String] { arguments[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// The order that is asked for.
  var order: SearchOrder? { text("sort").flatMap(SearchOrder.init(rawValue:)) }
}
