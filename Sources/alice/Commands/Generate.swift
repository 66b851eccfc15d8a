import AliceKit
import ArgumentParser

struct Generate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Generate pictures or videos, and keep them.",
    discussion: """
      The request is recorded before it is sent, and every result is embedded, filed and indexed. Ctrl-C stops the \
      waiting, not the work: 'alice jobs resume' fetches it later. A second Ctrl-C asks fal.ai to cancel it. Input files \
      are uploaded, and everybody who has their URLs can read them for a week. An id names an asset of the library; a \
      file of that name takes precedence. __animal__ in a prompt becomes a line of wildcards/animal.txt in the \
      configuration's folder; see docs/prompts.md.
      """)

  @Argument(help: ArgumentHelp("The prompt; - reads it from standard input, @FILE from a file.", valueName: "prompt"))
  var prompt: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("A name from 'alice models', or an endpoint id.", valueName: "name|endpoint"))
  var model: String?

  @Option(
    name: .long, help: ArgumentHelp("A parameter of the model; k:=JSON is sent as it is.", valueName: "k=v"))
  var param: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("The size, told as the model takes it: 16:9, 1024x768.", valueName: "size"))
  var size: String?

  @Option(
    name: [.customShort("n"), .long], help: ArgumentHelp("The number of results (default: 1).", valueName: "count"))
  var count: Int?

  @Option(name: .long, help: ArgumentHelp("The seed; new for one at random.", valueName: "n|new"))
  var seed: String?

  @Option(name: .long, help: ArgumentHelp("What the result should not contain.", valueName: "text"))
  var negative: String?

  @Option(
    name: .long, help: ArgumentHelp("A picture as input; several in the model's order.", valueName: "file|url|id"))
  var image: [String] = []

  @Option(name: .long, help: ArgumentHelp("A video as input.", valueName: "file|url|id"))
  var video: String?

  @Option(name: .long, help: ArgumentHelp("Sound as input.", valueName: "file|url|id"))
  var audio: String?

  @Option(name: .long, help: ArgumentHelp("A picture that marks the part to change.", valueName: "file|url|id"))
  var mask: String?

  @Option(name: .long, help: ArgumentHelp("Tag the results.", valueName: "tag"))
  var tag: [String] = []

  @Option(name: .long, help: ArgumentHelp("The project of the results.", valueName: "name"))
  var project: String?

  @Option(name: .long, help: ArgumentHelp("One result for each value of {name} in the prompt.", valueName: "name=a|b"))
  var vary: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("Send the recipe of this asset again, except for what is given.", valueName: "id|file"))
  var from: String?

  @Flag(name: .long, help: "With --from: tell how far the result is from the original.")
  var compare = false

  @OptionGroup var prompts: PromptOptions

  @Flag(name: .long, help: "Print what it would cost; send nothing.")
  var estimate = false

  @Flag(name: .long, help: "Send the request, and do not wait.")
  var detach = false

  @OptionGroup var waiting: WaitingOptions

  @Option(
    name: .long, help: ArgumentHelp("Give up if it has not started by then: not billed.", valueName: "seconds"))
  var startTimeout: Double?

  @Flag(name: .long, help: "Do not fetch results of earlier runs.")
  var noResume = false

  @Flag(name: .long, help: "Use the built-in simulator: free and offline.")
  var simulate = false

  @Flag(name: .customLong("dry-run"), help: "The same as --estimate.")
  var dryRun = false

  @OptionGroup var spending: SpendingOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1000).contains(count ?? 1) else { throw ValidationError("--count must be from 1 to 1000.") }
    if compare, from == nil { throw ValidationError("--compare needs --from.") }
    if compare, detach { throw ValidationError("--compare waits for the result, and --detach does not.") }
    if from != nil, !vary.isEmpty { throw ValidationError("--from and --vary cannot both be given.") }
    guard startTimeout.map({ $0 > 1 && $0 <= 1e6 }) ?? true else {
      throw ValidationError("--start-timeout takes a number of seconds above 1.")
    }
  }

  func run() async throws {
    let session = try await Session(common)
    let waitPolicy = WaitPolicy(wait: waiting.waitPolicy.wait, start: startTimeout)
    var work = session.paidWork(try spending.policy(session), waitPolicy, simulate: simulate)
    var source: RecipeSource?
    if let from { source = try await recipe(from: from, session, work) }
    let request = try source?.recipe.request ?? self.request(session)
    guard vary.isEmpty else { return try await runVaried(request, session, &work) }
    let registry = try await work.registry(for: [request])
    let library = request.mayNameFiles ? try? session.openLibrary() : nil
    let plan = try await GenerationRunner.plan(
      request, registry: registry, in: library, prompts: session.settings.prompts)
    warn(plan, session)
    if let source { tell(source, plan, session) }
    if estimate || dryRun { return printEstimate(plan, session) }
    if let known = try work.approve(plan) { return try GenerationOutput(session: session).print(known) }
    let result = try await work.generate { [detach, noResume, simulate] paid async throws -> GenerationResult in
      let runner = GenerationRunner(paid)
      guard !detach else { return try await runner.submit(plan) }
      guard !noResume, !simulate else { return try await runner.run(plan) }
      return try await fetchingUnfinishedJobs(paid, for: session) { try await runner.run(plan) }
    }
    guard compare, let source else { return try GenerationOutput(session: session).print(result) }
    let comparison = await RecipeComparison(source.asset, at: source.path, in: source.workspace, result, session)
    if !result.assets.isEmpty { session.console.note(comparison.line) }
    try GenerationOutput(session: session).print(result, ["comparison": comparison.json])
  }

  /// Runs the variations as a batch of one row.
  private func runVaried(_ request: GenerationRequest, _ session: Session, _ work: inout PaidWork) async throws {
    guard !detach else { throw Failure(.usage, "--detach and --vary cannot both be given") }
    let rows = try BatchRow.rows(of: request, variations: try vary.map { try Variation(parsing: $0) })
    let plan = try await BatchPlan(rows, by: work, in: session)
    if let problem = plan.problems.first { throw problem.error }
    if estimate || dryRun { return BatchOutput(session: session).print(plan) }
    if let first = plan.rows.first { warn(first.plan, session) }
    let batch = BatchRequest(
      rows: rows, concurrency: try session.settings.concurrency(flag: nil), again: spending.again)
    try work.approve(plan, batch)
    let result = try await work.generate { [meter = session.meter] paid in
      try await BatchRunner(paid).run(plan, batch, progress: { meter.take($0) })
    }
    for outcome in result.cancelled { session.console.error(outcome.sentence) }
    try GenerationOutput(session: session).print(result.whole)
  }

  private func request(_ session: Session) throws -> GenerationRequest {
    let parameters = try ParameterWords(param).parameters()
    var request = GenerationRequest(
      prompt: try PromptText(prompt).text(), model: session.settings.model(flag: model), parameters: parameters,
      negativePrompt: negative, seed: try seedNumber ?? seed.map { _ in GenerationRequest.randomSeed() },
      inputs: inputs, count: count ?? 1, tags: tag, project: project, again: spending.again)
    request.styles = prompts.style
    request.written = Set(parameters.keys)
    request.raw = try ParameterWords(param).raw()
    request.size = size
    return request
  }

  var inputs: InputFiles {
    InputFiles(
      images: image, videos: video.map { [$0] } ?? [], audios: audio.map { [$0] } ?? [], masks: mask.map { [$0] } ?? [])
  }

  static let newSeed = "new"

  /// The seed if it is a number; nil for none, or a new one.
  var seedNumber: String? {
    get throws {
      guard let seed, seed != Generate.newSeed else { return nil }
      guard UInt64(seed) != nil else {
        throw Failure(.usage, "--seed takes a whole number or 'new', not '\(TerminalText(seed))'")
      }
      return seed
    }
  }

  private func warn(_ plan: GenerationPlan, _ session: Session) {
    for note in plan.notes { session.console.note(TerminalText(note).description) }
    for advice in plan.advice { session.console.warn(TerminalText(advice).description) }
    for name in plan.ignored {
      session.console.warn("\(plan.model.name) does not take \(TerminalText(name)); it is ignored")
    }
  }

  private func printEstimate(_ plan: GenerationPlan, _ session: Session) {
    session.console.write(document: plan.estimateDocument, text: plan.estimateLine, as: session.format)
  }
}
