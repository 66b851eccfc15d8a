import AliceKit

/// Makes pictures, videos and sounds, which costs money.
enum GenerateTool {
  private static let job = Schema.object(
    .required("id", .string), .required("state", .string), .required("error", .string.orNull))

  static let tool = Tool(
    name: "generate", title: "Generate, for money",
    summary: """
      Make pictures, videos or sounds; the library keeps them with their recipes. The user approves the price first. A \
      request that the library has answered before costs nothing. What takes longer than 20 seconds goes on: see jobs.
      """,
    scope: .spend, effects: .init(isOpenWorld: true),
    input: .object(
      of: GenerationArguments.members + [
        .optional(
          "approved_usd", .number.described("What the user has approved, for clients that cannot ask."))
      ]),
    output: .object(
      .required("state", .choice(["done", "running"])), .required("assets", .array(of: AssetShape.brief)),
      .required("jobs", .array(of: job)), .required("cost", .string.orNull),
      .required("reused", .boolean.described("Whether the library had it, for nothing.")),
      .required("failures", .array(of: .string)), .required("warnings", .array(of: .string)),
      .required("clipped", .boolean)),
    run: run)

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    let request = try await GenerationArguments.request(call)
    let priced = try await PricedRequest.of(request, call)
    let workspace = try call.library.opened().workspace
    if priced.review.isAnswered { return try await answer(.ended(priced.review.knownResult(in: workspace)), call) }
    guard !priced.fresh.isEmpty else { return try await carryOut(request, approved: .zero, call) }
    // Nobody is asked about what no limit allows.
    try Reservation.check(priced.fresh, in: workspace, policy: priced.policy)
    switch try await Approval(call, priced).check() {
    case .ask(let question): return .question(question)
    case .approved(let amount): return try await carryOut(request, approved: amount, call)
    }
  }

  /// Sends the request, unless it costs more than was approved.
  private static func carryOut(
    _ request: GenerationRequest, approved: Money?, _ call: ToolCall
  ) async throws -> ToolAnswer {
    let stop = CallStop()
    let user = AgentUser(stop: stop, progress: call.exchange.progress)
    let priced = try await PricedRequest.of(request, call, for: user, limit: approved)
    if let approved, !priced.fresh.isEmpty {
      guard let most = priced.most, most <= approved else {
        throw AgentFailure(.overBudget, "the price has risen meanwhile; nothing was spent")
      }
    }
    if approved != .zero { try call.context.budget.reserve(approved) }
    return try await answer(try await GenerationWait(call, priced, stop).outcome(), call)
  }

  private static let pictures = 4

  private static func answer(_ outcome: GenerationWait.Outcome, _ call: ToolCall) async throws -> ToolAnswer {
    let result = outcome.result
    let root = try call.library.access.root
    let failures = result.failures.map { AgentFailure(describing: $0, call.context) }
    if outcome.isDone, result.assets.isEmpty, let first = failures.first { throw first }
    let object: JSONObject = [
      "state": outcome.isDone ? "done" : "running", "assets": .array(result.assets.map { $0.json(in: root) }),
      "jobs": .array(result.jobs.map(\.json)), "cost": JSONValue(result.cost?.price.description),
      "reused": .bool(!result.reused.isEmpty), "failures": .array(failures.map { .string($0.message) }),
      "warnings": .array(result.warnings.map(JSONValue.string)), "clipped": false,
    ]
    let shown = try await call.library.previews(of: Array(result.assets.prefix(pictures)), isClear: false)
    return .done(object, shown + result.assets.map(Content.link))
  }
}
