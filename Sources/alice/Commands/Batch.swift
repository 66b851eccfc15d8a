import AliceKit
import ArgumentParser

struct Batch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Generate from a file of requests, one JSON object per line.",
    discussion: """
      All rows are checked before anything is sent. Results come in the order of the rows. The same command run again \
      resumes an interrupted batch: nothing is paid for twice. See docs/batch.md.
      """)

  @Argument(help: ArgumentHelp("Requests, one per line; - reads standard input.", valueName: "file.jsonl"))
  var file: String

  @Option(
    name: .long, help: ArgumentHelp("The model of rows that name none.", valueName: "name|endpoint"))
  var model: String?

  @Option(
    name: .long,
    help: ArgumentHelp("A parameter for all rows that do not set it; k:=JSON is sent as it is.", valueName: "k=v"))
  var param: [String] = []

  @Option(name: .long, help: ArgumentHelp("The size of rows that name none.", valueName: "size"))
  var size: String?

  @Option(name: .long, help: ArgumentHelp("Tag the results.", valueName: "tag"))
  var tag: [String] = []

  @Option(name: .long, help: ArgumentHelp("The project of rows that name none.", valueName: "name"))
  var project: String?

  @Option(name: .long, help: ArgumentHelp("Generate every row with each value for {name}.", valueName: "name=a|b"))
  var vary: [String] = []

  @OptionGroup var prompts: PromptOptions

  @Option(
    name: .long, help: ArgumentHelp("Simultaneous requests (default: the configured number).", valueName: "n"))
  var concurrency: Int?

  @Option(
    name: .customLong("run"), help: ArgumentHelp("The name of the run, regardless of its rows.", valueName: "name"))
  var runName: String?

  @Flag(name: .long, help: "Send failed requests again.")
  var retryFailed = false

  @Flag(name: .long, help: "Skip invalid rows.")
  var skipBad = false

  @Flag(name: .long, help: "Print what it would cost; send nothing.")
  var estimate = false

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "The same as --estimate.")
  var dryRun = false

  @Flag(name: .long, help: "Use the built-in simulator: free and offline.")
  var simulate = false

  @OptionGroup var waiting: WaitingOptions

  @OptionGroup var spending: SpendingOptions

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let waitPolicy = waiting.waitPolicy
    let (rows, unread) = try rows(session)
    var work = session.paidWork(try spending.policy(session), waitPolicy, simulate: simulate)
    let plan = try await BatchPlan(rows, by: work, in: session)
    let problems = (unread + plan.problems).sorted { $0.row < $1.row }
    try tell(problems, session)
    guard !plan.rows.isEmpty else { throw Failure(.usage, "no row of the batch can be sent") }
    let output = BatchOutput(session: session)
    if estimate || dryRun { return output.print(plan) }
    let request = BatchRequest(
      rows: [], run: runName, concurrency: try session.settings.concurrency(flag: concurrency),
      retriesFailed: retryFailed, again: spending.again)
    try work.approve(plan, request)
    let result: BatchResult
    do {
      result = try await work.generate { [meter = session.meter] paid in
        try await BatchRunner(paid).run(plan, request, progress: { meter.take($0) }, each: { output.tell($0) })
      }
    } catch is CancellationError {
      throw Failure(.interrupted, BatchOutput.stopped)
    }
    try output.finish(result, problems: problems)
  }

  private func rows(_ session: Session) throws -> ([BatchRow], [BatchProblem]) {
    var defaults = GenerationRequest(
      prompt: nil, model: session.settings.model(flag: model), parameters: try ParameterWords(param).parameters(),
      tags: tag, project: project)
    defaults.styles = prompts.style
    defaults.raw = try ParameterWords(param).raw()
    defaults.size = size
    let file = try BatchFile(
      parsing: try InputBytes(file, limit: BatchFile.maximumSize).read("batch"), defaults: defaults,
      variations: try vary.map { try Variation(parsing: $0) })
    return (file.rows, file.problems)
  }

  private func tell(_ problems: [BatchProblem], _ session: Session) throws {
    for problem in problems { session.console.error("row \(problem.row): \(problem.error.sentence)") }
    guard problems.isEmpty || skipBad else {
      let count = problems.count == 1 ? "1 row is" : "\(problems.count) rows are"
      throw Failure(.usage, "\(count) invalid, so nothing was sent; '--skip-bad' sends the rest")
    }
  }
}

extension BatchPlan {
  /// Creates a plan from the known models of the rows; only the schemas of endpoints are requested.
  init(_ rows: [BatchRow], by work: PaidWork, in session: Session) async throws {
    let registry = try await work.registry(for: rows.map(\.request))
    let library = rows.contains(where: \.request.mayNameFiles) ? try? session.openLibrary() : nil
    try await self.init(rows, registry: registry, in: library, prompts: session.settings.prompts)
  }
}
