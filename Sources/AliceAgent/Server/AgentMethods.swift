import AliceKit

/// The methods of the protocol.
struct AgentMethods: Sendable {
  let context: AgentContext
  let handshake: Handshake
  private let tools: ToolBox
  private let resources: AssetResources

  init(_ context: AgentContext) {
    self.context = context
    handshake = Handshake(context.options)
    tools = ToolBox(context)
    resources = AssetResources(context)
  }

  /// A method that reads the library or does more.
  struct Later: Sendable {
    /// Whether such requests must not come too fast.
    var isPaced = false
    let run: @Sendable (Exchange) async throws -> JSONObject
  }

  /// Returns the answer to a request for what is always the same; nil if it is another request.
  func atOnce(_ method: String, _ parameters: JSONObject, _ caller: Caller) throws(RPCError) -> JSONObject? {
    switch (method, caller.era) {
    case ("server/discover", .modern): return handshake.discovered
    case ("ping", .legacy): return [:]
    case ("tools/list", _): return try list("tools", tools.list(for: caller.era), parameters, caller)
    case ("prompts/list", _): return try list("prompts", AgentPrompts.list, parameters, caller)
    case ("resources/templates/list", _):
      return try list("resourceTemplates", AssetResources.templates, parameters, caller)
    case ("prompts/get", _): return try AgentPrompts.prompt(parameters).completed(for: caller.era)
    default: return nil
    }
  }

  /// Returns what answers a request later; nil if there is no such method.
  func later(_ method: String) -> Later? {
    switch method {
    case "tools/call": Later(isPaced: true) { [tools] in try await tools.call($0) }
    case "resources/list":
      Later { [resources] in
        try list("resources", await resources.newest(), $0.parameters, $0.caller, lifetime: 0)
      }
    case "resources/read":
      Later { [resources] in try await resources.contents($0.parameters, $0.caller).kept(0, for: $0.caller.era) }
    case "completion/complete":
      Later { [context] in
        try await Completions(context).complete($0.parameters).completed(for: $0.caller.era)
      }
    default: nil
    }
  }

  /// The time in milliseconds for which clients may keep what is the same until the server ends.
  private static let lifetime = 300_000

  /// All lists are short, so that there is only one page.
  private func list(
    _ name: String, _ items: [JSONObject], _ parameters: JSONObject, _ caller: Caller, lifetime: Int = lifetime
  ) throws(RPCError) -> JSONObject {
    guard parameters["cursor"]?.isNull ?? true else { throw .parameters("there is no such page") }
    let result: JSONObject = [name: .array(items.map(JSONValue.object))]
    return result.kept(lifetime, for: caller.era)
  }
}

extension JSONObject {
  /// Returns the result as clients of this era expect it.
  func completed(for era: Era) -> JSONObject {
    guard era == .modern else { return self }
    var result = self
    result["resultType"] = "complete"
    return result
  }

  /// Returns the result with the time for which the client may keep it.
  func kept(_ milliseconds: Int, for era: Era) -> JSONObject {
    guard era == .modern else { return self }
    var result = completed(for: era)
    result["ttlMs"] = JSONValue(milliseconds)
    result["cacheScope"] = "private"
    return result
  }
}
