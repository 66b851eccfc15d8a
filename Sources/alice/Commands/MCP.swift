import AliceAgent
import AliceKit
import ArgumentParser
import Foundation

struct MCPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Let an assistant search, look, rate and spend within limits.",
    discussion: """
      Speaks the Model Context Protocol on standard input and output; docs/assistants.md tells how to connect Claude, \
      Cursor, VS Code and Codex. 'alice mcp serve --help' lists what can be allowed.
      """,
    subcommands: [MCPServe.self, MCPInstall.self], defaultSubcommand: MCPServe.self)
}

/// What an assistant may do.
struct AgentFlags: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("Allow more than reading; repeatable.", valueName: "write|spend"),
    transform: AgentFlags.scope)
  var allow: [AgentScope] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The most that one call may cost; up to it, clients that cannot ask may say that their user approves.",
      valueName: "usd"))
  var maxCost: String?

  @Option(
    name: .long, help: ArgumentHelp("The most that all calls of a session may cost together.", valueName: "usd"))
  var sessionBudget: String?

  func validate() throws {
    guard maxCost == nil && sessionBudget == nil || allow.contains(.spend) else {
      throw ValidationError("--max-cost and --session-budget need --allow spend.")
    }
  }

  private static func scope(_ name: String) throws -> AgentScope {
    guard let scope = AgentScope(rawValue: name), scope != .read else {
      throw ValidationError("--allow takes write or spend, not '\(TerminalText(name))'; reading is always allowed.")
    }
    return scope
  }

  /// Throws if an amount is invalid.
  func options() throws -> AgentOptions {
    var options = AgentOptions(version: Version.text)
    options.scopes.formUnion(allow)
    options.maxCost = try maxCost.map { try Money(argument: $0, of: "--max-cost") }
    options.sessionBudget = try sessionBudget.map { try Money(argument: $0, of: "--session-budget") }
    return options
  }

  /// The words that start a server with the same options.
  var words: [String] {
    allow.flatMap { ["--allow", $0.rawValue] } + (maxCost.map { ["--max-cost", $0] } ?? [])
      + (sessionBudget.map { ["--session-budget", $0] } ?? [])
  }
}

struct MCPServe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve one client on standard input and output, until its input ends.",
    discussion: """
      Without --allow, an assistant can search, look and estimate. Tools that are not allowed do not exist for it. \
      'write' adds rating, tagging and organizing of configured inboxes, all of which can be undone; 'spend' adds \
      generating: the user approves each price in the client, and the limits of the library hold. Nothing can be deleted.
      """)

  @OptionGroup var flags: AgentFlags
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let options = try flags.options()
    if isatty(STDIN_FILENO) == 1, !common.quiet {
      Console.write("waiting for a client; 'alice mcp install' tells one how to start this\n", to: STDERR_FILENO)
    }
    let agent = Agent(options, AgentSettings { [common] in try MCPServe.read(common) })
    do {
      try await withInterrupt {
        await agent.run(LineSource(descriptor: STDIN_FILENO)) { Console.write(bytes: $0, to: STDOUT_FILENO) }
      }
    } catch is CancellationError {
      return
    }
  }

  /// Reads what `Session` reads, which a server needs at the first call and not before.
  private static func read(_ common: CommonOptions) throws -> AgentSettings.Read {
    let settings = try Settings.load()
    let warn: @Sendable (String) -> Void = { Console.write("warning: \($0)\n", to: STDERR_FILENO) }
    for complaint in settings.complaints { warn(complaint) }
    try ConfiguredEvents.current?.begin(settings, showsOutput: false, warn: warn)
    let access = LibraryAccess(
      settings.library(flag: common.library), environment: settings.environment, thumbnails: settings.thumbnailCache,
      warn: warn)
    return AgentSettings.Read(settings, access)
  }
}
