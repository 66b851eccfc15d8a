import AliceKit
import ArgumentParser
import Foundation

struct Completions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Let bash, zsh and fish complete commands, files, ids, models, tags and queries.",
    discussion: """
      The scripts ask alice itself, so that they know your library, and need not be written again for a new alice.
      """,
    subcommands: [
      CompletionsInstall.self, CompletionsBash.self, CompletionsZsh.self, CompletionsFish.self,
    ])
}

struct CompletionsInstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Write the scripts where the shells look for them.",
    discussion: """
      Without a name, for each of the three shells that is installed. A file that alice did not write is left alone.
      """)

  @Argument(help: ArgumentHelp("The shells.", valueName: "bash|zsh|fish"))
  var shells: [CompletionShell] = []

  @Flag(name: [.customShort("n"), .long], help: "Show what would be written.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  /// A script and what was done with it.
  private struct Script: Sendable {
    let shell: CompletionShell
    let file: String
    let isNew: Bool
  }

  func run() async throws {
    let session = try await Session(common)
    let environment = session.settings.environment
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw Failure(.usage, "HOME names no folder; 'alice completions bash' prints the script")
    }
    let wanted = shells.isEmpty ? CompletionShell.allCases.filter { $0.isInstalled(environment) } : shells
    var scripts: [Script] = []
    var left = LeftOut()
    for shell in wanted {
      let file = shell.file(home: home, environment: environment)
      do {
        scripts.append(Script(shell: shell, file: file, isNew: try install(shell, at: file)))
      } catch {
        left.note(file, error)
      }
    }
    let list = ListFormat<Script>(
      json: { ["shell": .string($0.shell.rawValue), "file": .string($0.file), "written": .bool($0.isNew)] },
      paths: { [BytePath($0.file)] })
    session.console.write(scripts, list, as: session.format) { ["scripts": .array($0), "refused": left.json] }
    for script in scripts {
      let done = script.isNew ? dryRun ? "would be written" : "written" : "there already"
      session.console.note("\(script.shell.rawValue): \(done); \(script.shell.advice(script.file))")
    }
    try left.tell(session.console, isAnythingDone: !scripts.isEmpty)
  }

  /// Writes the script unless the file has it. Returns whether it was, or would be, written.
  private func install(_ shell: CompletionShell, at path: String) throws -> Bool {
    let url = URL(filePath: path)
    if FileManager.default.fileExists(atPath: path) {
      let text = try String(contentsOf: url, encoding: .utf8)
      if text == shell.script { return false }
      guard text.contains(CompletionShell.mark) else {
        throw Failure(.partly, "\(TerminalText(path)) is not from alice, and stays as it is")
      }
    }
    guard !dryRun else { return true }
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(shell.script.utf8).write(to: url, options: .atomic)
    return true
  }
}

extension CompletionShell: ExpressibleByArgument {
  /// Whether the shell is among the programs of the user.
  func isInstalled(_ environment: [String: String]) -> Bool {
    (environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(rawValue)")
    }
  }
}

struct CompletionsBash: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bash", abstract: "Print the script for bash.")

  func run() { Console.write(CompletionShell.bash.script, to: STDOUT_FILENO) }
}

struct CompletionsZsh: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "zsh", abstract: "Print the script for zsh.")

  func run() { Console.write(CompletionShell.zsh.script, to: STDOUT_FILENO) }
}

struct CompletionsFish: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "fish", abstract: "Print the script for fish.")

  func run() { Console.write(CompletionShell.fish.script, to: STDOUT_FILENO) }
}
