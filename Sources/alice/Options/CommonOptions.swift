import AliceKit
import ArgumentParser
import FalSimulator

/// The options of every command.
struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The library's folder.", valueName: "dir"))
  var library: String?

  @Flag(name: .long, help: "Print one JSON document.")
  var json = false

  @Flag(name: .long, help: "Print one JSON object a line.")
  var jsonl = false

  @Flag(name: .customShort("0"), help: "End paths with NUL instead of a line break.")
  var nul = false

  @Option(name: .long, help: ArgumentHelp("When to use colours.", valueName: "auto|always|never"))
  var color: ColorChoice = .auto

  @Option(
    name: .long, help: ArgumentHelp("How progress is shown on standard error.", valueName: "auto|json|none"))
  var progress: ProgressForm = .auto

  @Flag(name: .shortAndLong, help: "Print only results and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more details.")
  var verbose = false

  @Flag(name: .long, help: "Never ask; assume yes for every question.")
  var yes = false

  func validate() throws {
    guard [json, jsonl, nul].count(where: { $0 }) <= 1 else {
      throw ValidationError("Only one of --json, --jsonl and -0 can be given.")
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}

/// The context of a command, created from its options, the environment and the configuration.
struct Session: Sendable {
  let settings: Settings
  let console: Console
  let library: LibraryAccess
  let format: OutputFormat
  /// Whether every question is answered with yes.
  let isAgreed: Bool
  /// The totals of the run that the command carries out, if it is one.
  let meter = RunMeter()
  /// The uploads of large files.
  let transfers = TransferMeter()
  /// The options of a simulator that the command starts.
  var simulator = SimulatorOptions.documented

  init(_ options: CommonOptions) async throws {
    settings = try Settings.load()
    let terminal = Terminal.current()
    console = Console(
      terminal: terminal, color: options.color, quiet: options.quiet, verbose: options.verbose,
      progress: options.progress, environment: settings.environment)
    let console = console
    for complaint in settings.complaints { console.warn(complaint) }
    try ConfiguredEvents.current?.begin(settings, showsOutput: console.isVerbose) { console.warn($0) }
    library = LibraryAccess(
      settings.library(flag: options.library), environment: settings.environment, thumbnails: settings.thumbnailCache,
      warn: { console.warn($0) })
    isAgreed = options.yes
    format =
      if options.json {
        .json
      } else if options.jsonl {
        .jsonLines
      } else if options.nul {
        .nulPaths
      } else {
        terminal.outputIsTerminal ? .people : .paths
      }
  }

  var root: BytePath { library.root }

  func openLibrary() throws -> Workspace { try library.open() }

  /// Opens the library to change it, without creating one.
  func openLibraryForWriting() throws -> Workspace { try library.openForWriting() }

  /// Opens the library, and creates it if there is none.
  func makeLibrary(anew renewal: LibraryAccess.Renewal = .never) throws -> Workspace {
    try library.make(anew: renewal)
  }

  /// Opens the library for a dry run; returns nil if `makeLibrary` would create one.
  func openLibraryIfPresent(anew renewal: LibraryAccess.Renewal = .never) throws -> Workspace? {
    try library.openIfPresent(anew: renewal)
  }
}

extension SimulatorOptions {
  /// A simulator that answers for every endpoint of the catalogue in its documented shape.
  static var documented: SimulatorOptions {
    var options = SimulatorOptions()
    options.results = { ModelStore.results(of: $0) }
    return options
  }
}
