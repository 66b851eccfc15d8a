import AliceKit

/// Tells what a generation would cost.
enum EstimateTool {
  static let tool = Tool(
    name: "estimate", title: "Estimate the cost",
    summary: "What generate would cost with the same arguments, in US dollars, and what is left of the budget. Free.",
    scope: .read, effects: .init(isReadOnly: true, isIdempotent: true, isOpenWorld: true),
    input: .object(of: GenerationArguments.members),
    output: .object(
      .required("model", .string), .required("endpoint", .string), .required("count", .integer),
      .required("amount", .string.orNull.described("The price of what must be paid; null if it is not known.")),
      .required("most", .string.orNull.described("What a limit reserves for it.")),
      .required("calculation", .string.orNull), .required("as_of", .string.orNull),
      .required("in_library", .integer.described("How many requests the library answers for nothing.")),
      .required("left", .string.orNull), .required("period", .string), .required("notes", .array(of: .string))),
    run: run)

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    let priced = try await PricedRequest.of(GenerationArguments.request(call), call)
    let settings = try call.context.settings
    let budget = try await call.library.read { library in
      try settings.tightestBudget(of: library.workspace)
    }
    let plan = priced.plan
    return .done([
      "model": .string(plan.model.name), "endpoint": .string(plan.model.endpoint),
      "count": JSONValue(plan.requests.count),
      "amount": JSONValue(priced.review.expected.total(unknownPrice: nil)?.description),
      "most": JSONValue(priced.most?.description), "calculation": JSONValue(plan.calculation),
      "as_of": JSONValue(plan.model.price?.date), "in_library": JSONValue(priced.review.known.count),
      "left": JSONValue(budget.left?.description), "period": .string(budget.period.rawValue),
      "notes": .array((plan.notes + plan.advice + plan.ignored.map { "\($0) is ignored" }).map(JSONValue.string)),
    ])
  }
}
