import AliceKit

/// The arguments that describe what to make, which `estimate` and `generate` share.
enum GenerationArguments {
  static let members: [Schema.Member] = [
    .optional("model", .string(most: 200).described("A name or an endpoint; the configured model without it.")),
    .optional("prompt", .string(most: 1 << 20)), .optional("negative_prompt", .string(most: 1 << 20)),
    .optional("params", .map.described("Parameters of the model.")),
    .optional("size", .string(most: 40).described("16:9, 1024x768")),
    .optional("count", .integer(1...8).described("The number of results; 1 without it.")),
    .optional("seed", .digits),
    .optional("parents", .array(of: .string(most: 64), most: 8).described("Ids of assets to start from.")),
    .optional("again", .boolean.described("Pay again although the library has the result already.")),
  ]

  /// Returns the request. Its parameters are never names of files of this machine, and its prompt is taken as it is.
  static func request(_ call: ToolCall) async throws -> GenerationRequest {
    var parameters: JSONObject = [:]
    for (name, value) in call.arguments["params"]?.objectValue ?? [:] where !value.isNull { parameters[name] = value }
    let inputs = try await inputs(call)
    let settings = try call.context.settings
    var request = GenerationRequest(
      prompt: call.text("prompt"), model: settings.model(flag: call.text("model")),
      parameters: parameters, negativePrompt: call.text("negative_prompt"),
      seed: call.arguments["seed"]?.scalarText, inputs: inputs, count: call.number("count") ?? 1,
      again: call.flag("again"))
    request.size = call.text("size")
    request.isLiteral = true
    return request
  }

  private static func inputs(_ call: ToolCall) async throws -> InputFiles {
    let names = call.texts("parents")
    guard !names.isEmpty else { return InputFiles() }
    let assets = try await call.library.read { library in try names.map(library.asset) }
    func ids(_ kind: MediaKind) -> [String] { assets.filter { $0.facts.format.kind == kind }.map(\.id.hex) }
    let inputs = InputFiles(images: ids(.image), videos: ids(.video), audios: ids(.audio))
    guard inputs.images.count + inputs.videos.count + inputs.audios.count == assets.count else {
      throw AgentFailure(.usage, "parents are pictures, videos or sounds")
    }
    return inputs
  }
}

/// A request that is checked, and what it would cost.
struct PricedRequest: Sendable {
  let work: PaidWork
  let review: PlanReview
  let policy: SpendingPolicy

  var plan: GenerationPlan { review.plan }

  /// The new requests, as they would be recorded.
  var fresh: [Job] { review.jobs(now: Clock.system.now(), provider: FalProvider.serviceName) }

  /// The most that the new requests cost, as far as the provider keeps to its prices; nil if it is not known.
  var most: Money? {
    let amounts = fresh.map { $0.reserved ?? $0.estimate }
    let known = amounts.compactMap { $0 }
    return known.count == amounts.count ? known.reduce(.zero, +) : nil
  }

  /// Plans a request. Nothing is sent but questions for schemas and prices. `limit` is the most that may be spent.
  static func of(
    _ request: GenerationRequest, _ call: ToolCall, for user: AgentUser = AgentUser(), limit: Money? = nil
  ) async throws -> PricedRequest {
    let settings = try call.context.settings
    let policy = try settings.spendingPolicy(maxCost: limit)
    let work = PaidWork(
      for: user, settings, library: try call.library.access, policy: policy, waitPolicy: WaitPolicy())
    let registry = try await work.registry(for: [request])
    let workspace = try call.library.opened().workspace
    let plan = try await GenerationRunner.plan(request, registry: registry, in: workspace)
    let review = try PlanReview(plan, in: workspace, provider: FalProvider.serviceName)
    return PricedRequest(work: work, review: review, policy: policy)
  }
}
