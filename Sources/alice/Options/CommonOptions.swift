import AliceKit
import ArgumentParser
import Foundation

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The library's folder.", valueName: "dir"))
  var library: String?

  @Flag(name: .long, help: "Print one JSON document.")
  var json = false

  @Flag(name: .long, help: "Print one JSON object a line.")
  var jsonl = false

  @Flag(name: .customShort("0"), help: "End paths with NUL instead of a line break.")
  var nul = false

  @Option(name: .long, help: ArgumentHelp("When to colour.", valueName: "auto|always|never"))
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more.")
  var verbose = false

  @Flag(name: .long, help: "Never ask; take yes for the answer.")
  var yes = false

  func validate() throws {
    guard [json, jsonl, nul].count(where: { $0 }) <= 1 else {
      throw ValidationError("Only one of --json, --jsonl and -0 can be given.")
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}

/// What a command works with, made of its options, the environment and the configuration.
struct Session: Sendable {
  let settings: Settings
  let console: Console
  let root: BytePath
  let format: OutputFormat
  private let known: KnownLibraries

  init(_ options: CommonOptions) async throws {
    settings = try Settings.load()
    let terminal = Terminal.current()
    console = Console(
      terminal: terminal, color: options.color, quiet: options.quiet, verbose: options.verbose,
      environment: settings.environment)
    let console = console
    try ConfiguredEvents.current?.begin(settings, showsOutput: console.isVerbose) { console.warn($0) }
    root = settings.library(flag: options.library)
    known = KnownLibraries(environment: settings.environment)
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

  func openLibrary() throws -> Workspace { try naming { try Workspace.open(root) } }

  /// For what changes it, and makes none.
  func openLibraryForWriting() throws -> Workspace {
    let workspace = try naming { try Workspace.openForWriting(root) }
    known.note(root, workspace.root)
    return workspace
  }

  /// How a library may be made where one was.
  enum Renewal {
    /// Not at all: with the old one its limits and what it paid for are gone.
    case never
    /// Where somebody removed it, but not where its disk is not plugged in.
    case afterRemoval
    case always
  }

  /// Makes the library where there is none yet.
  func makeLibrary(anew renewal: Renewal = .never) throws -> Workspace {
    try admit(renewal)
    let workspace = try Workspace.create(root)
    known.note(root, workspace.root)
    return workspace
  }

  private func admit(_ renewal: Renewal) throws {
    guard renewal != .always, let absence = known.absence(of: root) else { return }
    guard renewal == .afterRemoval, absence == .removed else { throw AliceError.libraryGone(root) }
    console.warn("the library that was at \(TerminalText(root.description)) is gone; a new one begins there")
  }

  /// For dry runs: nil where `makeLibrary` would make one.
  func openLibraryIfPresent(anew renewal: Renewal = .never) throws -> Workspace? {
    try admit(renewal)
    return try Workspace.openIfPresent(root)
  }

  /// A library that was there is told from one that never was.
  private func naming(_ open: () throws -> Workspace) throws -> Workspace {
    do {
      return try open()
    } catch let error as AliceError {
      if case .libraryMissing = error { try known.check(root) }
      throw error
    }
  }

  /// Asks on a terminal; without one the answer is no.
  func confirm(_ question: String, yes: Bool) -> Bool {
    if yes { return true }
    guard console.terminal.inputIsTerminal else { return false }
    Console.write("\(question) [y/N] ", to: STDERR_FILENO)
    return readLine().map { ["y", "yes"].contains($0.lowercased()) } ?? false
  }
}
