import AliceKit

/// The tools that this server has: those whose scope it was started with.
struct ToolBox: Sendable {
  private let context: AgentContext
  private let tools: [Tool]

  private static let all: [Tool] = [
    SearchTool.tool, ShowTool.tool, FacetsTool.tool, VerdictTools.rate, VerdictTools.tag, OrganizeTool.tool,
    UndoTool.tool, EstimateTool.tool, GenerateTool.tool, JobsTool.tool,
  ]

  init(_ context: AgentContext) {
    self.context = context
    tools = ToolBox.all.filter { context.options.scopes.contains($0.scope) }
  }

  /// Returns the list, in a fixed order.
  func list(for era: Era) -> [JSONObject] { tools.map { $0.json(for: era) } }

  /// Calls a tool. What it cannot do is a result, which the model reads.
  func call(_ exchange: Exchange) async throws -> JSONObject {
    let name = exchange.parameters["name"]?.stringValue ?? ""
    guard let tool = tools.first(where: { $0.name == name }) else {
      throw RPCError.parameters("there is no tool \(BoundedJSON.quoted(name))")
    }
    let era = exchange.caller.era
    do {
      guard let arguments = (exchange.parameters["arguments"] ?? [:]).objectValue else {
        throw AgentFailure(.usage, "\"arguments\" is not an object")
      }
      if let problem = tool.input.problem(in: .object(arguments), "arguments") { throw AgentFailure(.usage, problem) }
      let call = ToolCall(arguments: arguments, exchange: exchange, context: context)
      switch try await tool.run(call) {
      case .question(let question): return question
      case .done(let result, let contents):
        log(tool, exchange)
        return ToolBox.result(result, contents, tool.output, era)
      }
    } catch let error as RPCError {
      throw error
    } catch {
      // A request that was cancelled is not answered.
      if Task.isCancelled, exchange.stop.reason != nil { throw CancellationError() }
      let failure = AgentFailure(describing: error, context)
      log(tool, exchange, refused: failure.message)
      let text = JSONValue.object(failure.json).text
      return ToolBox.block([["type": "text", "text": .string(text)]], isError: true).completed(for: era)
    }
  }

  /// Records a call that changes or pays in the library's log of events.
  private func log(_ tool: Tool, _ exchange: Exchange, refused: String? = nil) {
    // Without a library there is no log either.
    guard tool.scope != .read, let workspace = try? context.library.opened().workspace else { return }
    let payload = AssistantPayload(client: exchange.caller.name, tool: tool.name, refused: refused)
    workspace.events.publish(.assistantCalled(payload, at: workspace.clock.now()))
  }

  /// Returns a result: as structured content, and as text for clients that pass on only that.
  private static func result(_ value: JSONObject, _ contents: [Content], _ shape: Schema, _ era: Era) -> JSONObject {
    var bounded = BoundedJSON()
    var structured = bounded.clip(shape.selection(of: .object(value))).objectValue ?? [:]
    if structured["clipped"] != nil { structured["clipped"] = .bool(bounded.isClipped) }
    let text: JSONObject = ["type": "text", "text": .string(JSONValue.object(structured).text)]
    var result = block([text] + contents.compactMap { $0.json(for: era) }, isError: false)
    if era.hasStructuredContent { result["structuredContent"] = .object(structured) }
    return result.completed(for: era)
  }

  private static func block(_ contents: [JSONObject], isError: Bool) -> JSONObject {
    ["content": .array(contents.map(JSONValue.object)), "isError": .bool(isError)]
  }
}
