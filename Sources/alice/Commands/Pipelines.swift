import AliceKit
import ArgumentParser

struct Pipelines: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "Generate pictures in stages: generate, score, keep the best, refine, upscale, animate.",
    discussion: "See docs/pipelines.md for the format of a pipeline's file.",
    subcommands: [PipelineRun.self, PipelineResume.self, PipelineList.self, PipelineShow.self])
}

struct PipelineRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a pipeline.",
    discussion: """
      The same command run again resumes an interrupted run: no stage is paid for twice. The cost limit applies to the \
      sum of all stages.
      """)

  @Argument(help: ArgumentHelp("A file, or a name from 'alice pipeline list'.", valueName: "file.yaml|name"))
  var pipeline: String

  @Argument(help: ArgumentHelp("The prompt; - reads it from standard input, @FILE from a file.", valueName: "prompt"))
  var prompt: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("Begin with this picture instead of generating some.", valueName: "file|url|id"))
  var image: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("A parameter of a stage's model; stage.k:=JSON is sent as it is.", valueName: "stage.k=v"))
  var param: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("The size of what is generated, told as the model takes it: 16:9, 1024x768.", valueName: "size"))
  var size: String?

  @Option(name: .long, help: ArgumentHelp("Tag the results.", valueName: "tag"))
  var tag: [String] = []

  @Option(name: .long, help: ArgumentHelp("The project of the results.", valueName: "name"))
  var project: String?

  @OptionGroup var prompts: PromptOptions

  @OptionGroup var control: PipelineControl

  @Flag(name: .long, help: "Begin a new run although there is an equal one.")
  var again = false

  @Flag(name: .long, help: "Print what it would cost; send nothing.")
  var estimate = false

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "The same as --estimate.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let library = image.isEmpty ? nil : try? session.openLibrary()
    var request = PipelineRequest(
      try PipelineFile(pipeline).load(), prompt: try PromptText(prompt).text(),
      images: try image.map { try PipelineRequest.image($0, in: library) },
      parameters: try ParameterWords(param).parameters(), tags: tag, project: project,
      maxCost: try control.limit(),
      concurrency: try session.settings.concurrency(flag: control.concurrency), retriesFailed: control.retryFailed,
      again: again)
    request.styles = prompts.style
    (request.raw, request.size) = (try ParameterWords(param).raw(), size)
    request.locateFiles()
    var work = try control.work(session)
    let registry = try await work.registry(knowing: request.pipeline.models)
    let expected = try await PipelineEstimate(request, registry: registry, prompts: session.settings.prompts)
    let output = PipelineOutput(session: session)
    if estimate || dryRun { return output.print(expected) }
    try work.approve(expected, of: request)
    let (paidWork, wanted) = (work, request)
    let result = try await output.resumable {
      try await paidWork.generate { [meter = session.meter] paid in
        try await PipelineRunner(paid).run(wanted, progress: { meter.take($0) }, each: { output.tell($0) })
      }
    }
    try output.finish(result)
  }
}

struct PipelineResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Resume an interrupted run.",
    discussion: "Without a name, resumes the last run that is open.")

  @Argument(help: ArgumentHelp("A run, as 'alice pipeline run' named it.", valueName: "run"))
  var name: String?

  @OptionGroup var control: PipelineControl
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    try PipelineRunner.expectRun(name, in: try session.openLibrary())
    let limit = try control.limit()
    let width = try session.settings.concurrency(flag: control.concurrency)
    let output = PipelineOutput(session: session)
    let (name, retries) = (name, control.retryFailed)
    let work = try control.work(session)
    let result = try await output.resumable {
      try await work.generate { [meter = session.meter] paid in
        try await PipelineRunner(paid).resume(
          name, maxCost: limit, concurrency: width, retriesFailed: retries, progress: { meter.take($0) },
          each: { output.tell($0) })
      }
    }
    try output.finish(result)
  }
}

/// The options that `run` and `resume` share.
struct PipelineControl: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("The maximum cost of the run, instead of the pipeline's limit.", valueName: "usd"))
  var maxCost: String?

  @Option(
    name: .long, help: ArgumentHelp("Simultaneous requests (default: the configured number).", valueName: "n"))
  var concurrency: Int?

  @OptionGroup var waiting: WaitingOptions

  @Flag(
    name: .long, help: "Send requests of unknown price despite a limit: each counts 0.50 USD until it is billed.")
  var allowUnknownPrice = false

  @Flag(name: .long, help: "Send failed requests again.")
  var retryFailed = false

  @Flag(name: .long, help: "Use the built-in simulator: free and offline.")
  var simulate = false

  func limit() throws -> Money? { try maxCost.map { try Money(argument: $0, of: "--max-cost") } }

  func work(_ session: Session) throws -> PaidWork {
    session.paidWork(
      try session.settings.spendingPolicy(allowsUnknownPrice: allowUnknownPrice), waiting.waitPolicy,
      simulate: simulate)
  }
}

struct PipelineList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the pipelines that come with alice, and the runs of the library.")

  @OptionGroup var common: CommonOptions

  /// A line of the list.
  private enum Entry {
    case pipeline(Pipeline)
    case run(RecordedRun)

    var json: JSONValue {
      switch self {
      case .pipeline(let pipeline): pipeline.json
      case .run(let run): run.json
      }
    }

    var cells: [String] {
      switch self {
      case .pipeline(let pipeline): [pipeline.name, pipeline.summary]
      case .run(let run): [TerminalText(run.name).description, run.line]
      }
    }
  }

  func run() async throws {
    let session = try await Session(common)
    let runs = try session.openLibraryIfPresent().map { try PipelineRunner.runs(in: $0) } ?? []
    let list = ListFormat<Entry>(
      json: \.json, line: { $0.cells.joined(separator: "\t") },
      columns: .init(titles: ["PIPELINE OR RUN", "DESCRIPTION"]) { $0.cells })
    session.console.write(Pipeline.ready.map(Entry.pipeline) + runs.map(Entry.run), list, as: session.format) { _ in
      ["pipelines": .array(Pipeline.ready.map(\.json)), "runs": .array(runs.map(\.json))]
    }
  }
}

extension RecordedRun {
  fileprivate var line: String {
    let parts = [
      state, "\(stagesDone) of \(stages) stages", cost.map { "\($0.amount) USD" },
      prompt.map { TerminalText($0).description },
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}

struct PipelineShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a pipeline's file, to edit and run it.")

  @Argument(help: ArgumentHelp("A file, or a name from 'alice pipeline list'.", valueName: "file.yaml|name"))
  var pipeline: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let pipeline = try PipelineFile(pipeline).load()
    session.console.write(
      document: pipeline.json.objectValue ?? [:], objects: [pipeline.json], as: session.format)
    // The text of the file is printed without changes.
    if !session.format.isJSON { session.console.write(TerminalText(pipeline.source, oneLine: false).description) }
  }
}
