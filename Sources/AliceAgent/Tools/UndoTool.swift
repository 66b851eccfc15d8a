import AliceKit

/// Takes back a change that an assistant made.
enum UndoTool {
  static let tool = Tool(
    name: "undo", title: "Undo a change",
    summary: "Take back an operation of rate, tag or organize. Files that were changed since are left alone.",
    scope: .write, effects: .init(),
    input: .object(.required("operation", .string(most: 20).described("As the change returned it."))),
    output: .object(
      .required("operation", .string), .required("undone", .integer), .required("assets", .array(of: .string)),
      .required("refused", .array(of: .string)), .required("clipped", .boolean)),
    run: run)

  private static let shown = 100

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    let name = call.text("operation") ?? ""
    guard let number = Int64(name) else { throw AliceError.noSuchOperation(BoundedJSON.beginning(of: name, 20)) }
    let result = try await call.library.write(by: call.author) { library in
      guard try OperationHistory(library.workspace).author(of: number)?.hasPrefix("mcp/") == true else {
        throw AgentFailure(.usage, "operation \(number) is not one of an assistant; the user can undo it")
      }
      let report = try Undoer(library.workspace, operation: number).run()
      let assets = try library.browser().assets(at: Array(report.undone.prefix(shown)))
      return JSONObject([
        ("operation", .string(name)), ("undone", JSONValue(report.undone.count + report.restored.count)),
        ("assets", .array(assets.map { .string($0.id.hex) })),
        ("refused", .array(report.refused.prefix(shown).map { .string($0.reason) })), ("clipped", false),
      ])
    }
    return .done(result)
  }
}
