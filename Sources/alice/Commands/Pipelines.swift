import AliceKit
import ArgumentParser

struct Pipelines: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "Make pictures in stages: generate, score, keep the best, refine, upscale, animate.",
    discussion: "See docs/pipelines.md for what a pipeline's file says.",
    subcommands: [PipelineRun.self, PipelineResume.self, PipelineList.self, PipelineShow.self])
}

struct PipelineRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a pipeline.",
    discussion: """
      The same command run again goes on where it was stopped: no stage is paid for twice. What the whole may cost is
      held over all of its stages.
      """)

  @Argument(help: ArgumentHelp("A file, or a name from 'alice pipeline list'.", valueName: "file.yaml|name"))
  var pipeline: String

  @Argument(help: ArgumentHelp("The prompt; - reads it from standard input, @FILE from a file.", valueName: "prompt"))
  var prompt: [String] = []

  @Option(name: .long, help: ArgumentHelp("Begin with this picture instead of making some.", valueName: "file|url"))
  var image: [String] = []

  @Option(name: .long, help: ArgumentHelp("A parameter of a stage's model.", valueName: "stage.k=v"))
  var param: [String] = []

  @Option(name: .long, help: ArgumentHelp("Tag the results.", valueName: "tag"))
  var tag: [String] = []

  @Option(name: .long, help: ArgumentHelp("The project of the results.", valueName: "name"))
  var project: String?

  @OptionGroup var control: PipelineControl

  @Flag(name: .long, help: "Begin anew, though the same was run before.")
  var again = false

  @Flag(name: .long, help: "Print what it would cost; send nothing.")
  var estimate = false

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "The same as --estimate.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let request = PipelineRequest(
      try PipelineFile(pipeline).load(), prompt: try PromptText(prompt).text(), images: image.map(PipelineRun.absolute),
      parameters: try ParameterWords(param).parameters(), tags: tag, project: project,
      maxCost: try control.limit(),
      concurrency: try session.settings.concurrency(flag: control.concurrency), retriesFailed: control.retryFailed,
      again: again)
    let store = try ModelStore(environment: session.settings.environment)
    let expected = try await PipelineEstimate(request, registry: store.registry)
    let output = PipelineOutput(session: session)
    if estimate || dryRun { return output.print(expected) }
    var work = try control.work(session)
    try work.approve(expected, of: request)
    let result = try await work.run { paid in
      try await PipelineRunner(paid).run(request) { output.tell($0) }
    }
    try output.finish(result)
  }
}

struct PipelineResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on with a run that was stopped.",
    discussion: "Without a name the last one that is open is taken.")

  @Argument(help: ArgumentHelp("A run, as 'alice pipeline run' called it.", valueName: "run"))
  var name: String?

  @OptionGroup var control: PipelineControl
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    _ = try session.openLibrary()
    let limit = try control.limit()
    let width = try session.settings.concurrency(flag: control.concurrency)
    let output = PipelineOutput(session: session)
    let (name, retries) = (name, control.retryFailed)
    let result = try await control.work(session).run { paid in
      try await PipelineRunner(paid).resume(name, maxCost: limit, concurrency: width, retriesFailed: retries) {
        output.tell($0)
      }
    }
    try output.finish(result)
  }
}

extension PipelineRun {
  /// A run is known by its pictures, whatever folder it was begun in.
  private static func absolute(_ source: String) -> String {
    source.contains("://") || source.hasPrefix("data:") ? source : BytePath(source).absolute.description
  }
}

/// What both ways to run a pipeline take.
struct PipelineControl: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("What the whole may cost, instead of the pipeline's limit.", valueName: "usd"))
  var maxCost: String?

  @Option(
    name: .long, help: ArgumentHelp("Requests at a time; else 'concurrency' of the configuration.", valueName: "n"))
  var concurrency: Int?

  @OptionGroup var waiting: WaitingOptions

  @Flag(
    name: .long, help: "Send what has no known price, though a limit is set: each counts 0.50 USD until it is billed.")
  var allowUnknownPrice = false

  @Flag(name: .long, help: "Send requests again that failed.")
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
    commandName: "list", abstract: "List the pipelines that come with alice.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let ready = Pipeline.ready
    switch session.format {
    case .json:
      session.console.write(document: ["pipelines": .array(ready.map(\.json))])
    case .jsonLines: session.console.write(lines: ready.map(\.json))
    case .paths, .nulPaths:
      for pipeline in ready { session.console.writeLine("\(pipeline.name)\t\(pipeline.summary)") }
    case .people:
      var table = Table(["PIPELINE", "DESCRIPTION"])
      for pipeline in ready { table.add([pipeline.name, pipeline.summary]) }
      session.console.write(table.render(width: session.console.terminal.width, style: session.console.style))
    }
  }
}

struct PipelineShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a pipeline's file, to be changed and run.")

  @Argument(help: ArgumentHelp("A file, or a name from 'alice pipeline list'.", valueName: "file.yaml|name"))
  var pipeline: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let pipeline = try PipelineFile(pipeline).load()
    switch session.format {
    case .json: session.console.write(document: pipeline.json.objectValue ?? [:])
    case .jsonLines: session.console.write(lines: [pipeline.json])
    case .people, .paths, .nulPaths: session.console.write(TerminalText(pipeline.source, oneLine: false).description)
    }
  }
}
