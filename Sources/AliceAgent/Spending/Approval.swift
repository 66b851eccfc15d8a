import AliceKit

/// The user's approval of the price of one call: asked for in the client, or given with the call if the server was
/// started to allow that.
struct Approval: Sendable {
  enum Outcome: Sendable {
    /// The client must ask its user this, and repeat the call.
    case ask(JSONObject)
    /// The most that may be spent; nil if the user approved a price that is not known.
    case approved(Money?)
  }

  private let call: ToolCall
  private let priced: PricedRequest

  init(_ call: ToolCall, _ priced: PricedRequest) {
    self.call = call
    self.priced = priced
  }

  private static let key = "approval"
  private static let member = "approve"

  private var purchase: PendingApprovals.Purchase {
    .init(arguments: JSONValue.object(call.arguments).canonicalText, price: priced.most)
  }

  /// Throws if nothing may be spent.
  func check() async throws -> Outcome {
    try checkLimits()
    if let state = call.exchange.parameters["requestState"] { return try answered(state) }
    guard call.exchange.caller.canElicit else { return try approvedBefore() }
    let form = try await form()
    guard case .legacy = call.exchange.caller.era else { return .ask(question(form)) }
    let answer = await call.exchange.questions.ask(form)
    try Task.checkCancellation()
    return try outcome(of: answer)
  }

  /// The limits of this server hold whatever the user of the client says.
  private func checkLimits() throws {
    let options = call.context.options
    if let maxCost = options.maxCost {
      guard let most = priced.most, most <= maxCost else {
        throw refusal("more than the \(maxCost.inDollars) USD that one call may cost")
      }
    }
    if let left = call.context.budget.left {
      guard let most = priced.most, most <= left else {
        throw refusal("more than the \(left.inDollars) USD that are left for this session")
      }
    }
  }

  private var price: String { priced.most.map { "\($0.inDollars) USD" } ?? "an amount that is not known" }

  private func refusal(_ reason: String) -> AgentFailure {
    AgentFailure(
      .overBudget, "it may cost \(price), \(reason); nothing was spent",
      members: ["estimate": JSONValue(priced.most?.description)])
  }

  // MARK: With a question

  private func question(_ form: JSONObject) -> JSONObject {
    [
      "resultType": "input_required",
      "inputRequests": .object([Approval.key: ["method": "elicitation/create", "params": .object(form)]]),
      "requestState": .string(call.context.approvals.issue(purchase)),
    ]
  }

  /// Takes the answer that comes with a repeated call. It counts once, for the same arguments and no higher price.
  private func answered(_ state: JSONValue) throws -> Outcome {
    guard let asked = state.stringValue.flatMap(call.context.approvals.redeem) else {
      throw AgentFailure(.overBudget, "this approval is unknown, used already, or too old; nothing was spent")
    }
    guard asked.arguments == purchase.arguments else {
      throw AgentFailure(.overBudget, "the approval is for other arguments; nothing was spent")
    }
    let answer = call.exchange.parameters["inputResponses"]?[Approval.key]?.objectValue
    let approved = try outcome(of: answer)
    // A price that has risen is asked for again by the next call.
    let isCovered = asked.price.map { asked in priced.most.map { $0 <= asked } ?? false } ?? (priced.most == nil)
    guard isCovered else { throw refusal("not what was approved; call again without the approval") }
    return approved
  }

  private func outcome(of answer: JSONObject?) throws -> Outcome {
    guard let answer else { throw AgentFailure(.overBudget, "the price was not approved; nothing was spent") }
    guard answer["action"]?.stringValue == "accept", answer["content"]?[Approval.member]?.boolValue == true else {
      throw AgentFailure(.overBudget, "declined; nothing was spent")
    }
    return .approved(priced.most)
  }

  private func form() async throws -> JSONObject {
    let settings = try call.context.settings
    let left = try await call.library.read { library in
      try settings.tightestBudget(of: library.workspace)
    }
    let when = left.period == .day ? "today" : "this \(left.period.rawValue)"
    let rest = left.left.map { " \($0.inDollars) USD are left \(when)." } ?? ""
    let shown = call.text("prompt").map { JSONValue.string(BoundedJSON.beginning(of: $0, 300)).text }
    let prompt = shown.map { " The prompt is \($0)." }
    let count = priced.fresh.count == 1 ? "one request" : "\(priced.fresh.count) requests"
    var form: JSONObject = [
      "mode": "form",
      "message": .string("Spend up to \(price) on \(priced.plan.model.name), \(count)?\(rest)\(prompt ?? "")"),
      "requestedSchema": [
        "type": "object",
        "properties": .object([
          Approval.member: ["type": "boolean", "title": "Spend it", "description": "Nothing is spent otherwise."]
        ]), "required": [.string(Approval.member)],
      ],
    ]
    if case .legacy(let version) = call.exchange.caller.era, version < .november2025 { form["mode"] = nil }
    return form
  }

  // MARK: Without a question

  /// A client that cannot ask spends what the user said, as far as the server was started to allow that.
  private func approvedBefore() throws -> Outcome {
    guard let maxCost = call.context.options.maxCost else {
      throw refusal("and this client cannot ask its user; 'alice mcp --max-cost' allows it up to an amount")
    }
    guard let said = call.arguments["approved_usd"]?.scalarText.flatMap({ Money($0) }), let most = priced.most,
      most <= said, most <= maxCost
    else { throw refusal("which approved_usd does not cover; ask the user first") }
    return .approved(most)
  }
}
