import AliceKit
import ArgumentParser
import Foundation

@main
enum Main {
  static func main() async {
    SignalWatch.leaveAtOnce()
    let arguments = Array(ProgramArguments.all.dropFirst())
    if arguments.isEmpty {
      Console.write(HelpPage.everyday, to: STDOUT_FILENO)
      return
    }
    if arguments.first == Completion.command { Completion.answer(Array(arguments.dropFirst())) }
    do {
      try MachineCheck.run()
      if let hint = CommandSpelling.helpHint(arguments) { throw Failure(.usage, hint) }
      try await run(DashWords.marked(arguments))
    } catch {
      leave(with: error)
    }
  }

  /// The time that hooks and webhooks get after an interruption.
  private static let grace = Duration.milliseconds(400)

  /// Runs the command. Hooks and webhooks get their time before it ends, even after an error.
  private static func run(_ arguments: [String]) async throws {
    let events = ConfiguredEvents()
    let result: Result<Void, any Error>
    do {
      try await ConfiguredEvents.$current.withValue(events) {
        try await RecordedEvent.$listener.withValue(events.listener) {
          var command = try AliceCommand.parseAsRoot(arguments)
          events.expect(ConfiguredEvents.Use(of: type(of: command)))
          try await RunningCommand.$type.withValue(type(of: command)) {
            if var command = command as? any AsyncParsableCommand {
              try await command.run()
            } else {
              try command.run()
            }
          }
        }
      }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    do {
      try result.get()
    } catch  where Failure(describing: error).status == .interrupted {
      await events.finish(within: Main.grace)
      throw error
    } catch {
      await events.finish()
      throw error
    }
    await events.finish()
    try Console.checkOutput()
  }

  /// Prints the error and exits: help and version are answers with status 0, parser errors are wrong usage, other
  /// errors have their own status.
  private static func leave(with error: any Error) -> Never {
    if isParserError(error) {
      let isAnswer = AliceCommand.exitCode(for: error) == .success
      var message = AliceCommand.fullMessage(for: error)
      let arguments = Array(ProgramArguments.all.dropFirst())
      if isAnswer, let page = HelpPage(message, for: arguments) { message = page.text }
      if !isAnswer, let hint = CommandSpelling(arguments, complaint: message).hint { message = "alice: " + hint }
      // The parser repeats arguments as they are.
      if !isAnswer { message = fitted(TerminalText(message, oneLine: false).description) }
      if !message.isEmpty {
        Console.write(message + "\n", to: isAnswer ? STDOUT_FILENO : STDERR_FILENO)
      }
      if !isAnswer, wantsDocument { Console.write(failure: ExitStatus.usage.rawValue, complaint(error, message)) }
      exit(isAnswer ? ExitStatus.done.rawValue : ExitStatus.usage.rawValue)
    }
    let failure = Failure(describing: error)
    if let message = failure.message {
      Console.write("alice: " + message + "\n", to: STDERR_FILENO)
    }
    let output = Failure.ofOutput
    if let message = output?.message, message != failure.message {
      Console.write("alice: " + message + "\n", to: STDERR_FILENO)
    }
    let status = (failure.status == .answerIsNo ? output?.status ?? failure.status : failure.status).rawValue
    if wantsDocument { Console.write(failure: status, failure.message ?? output?.message) }
    exit(status)
  }

  /// Returns the message with its usage in lines that a terminal has room for; the rest is wrapped by the
  /// terminal.
  private static func fitted(_ message: String) -> String {
    guard let width = Terminal.width(of: STDERR_FILENO) else { return message }
    return message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("Usage: ") ? UsageLine(line).fitted(to: width) : String(line)
    }.joined(separator: "\n")
  }

  /// Whether the command line asks for one JSON document, whatever else is wrong with it.
  private static var wantsDocument: Bool {
    ProgramArguments.all.dropFirst().prefix { $0 != "--" }.contains("--json")
  }

  /// Returns the message without the usage that follows it on the terminal.
  private static func complaint(_ error: any Error, _ message: String) -> String {
    message.hasPrefix("alice: ") ? String(message.dropFirst("alice: ".count)) : AliceCommand.message(for: error)
  }

  private static func isParserError(_ error: any Error) -> Bool {
    // The parser's own errors are not public; every error that it does not know gets the general failure code.
    error is CleanExit || error is ValidationError || error is ExitCode
      || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }
}

/// The root command.
struct AliceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alice",
    abstract: "Generates pictures and videos with AI, and keeps everything: filed, described, findable.",
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(
        name: "Make",
        subcommands: [
          Generate.self, Batch.self, Pipelines.self, Models.self, Jobs.self, CostCommand.self, Budget.self, Keys.self,
        ]),
      CommandGroup(
        name: "Take in and keep",
        subcommands: [
          Organize.self, Init.self, Check.self, Reindex.self, Log.self, Undo.self, Delete.self, Dedupe.self,
          TrashCommand.self, Backup.self,
        ]),
      CommandGroup(
        name: "Find and look",
        subcommands: [Search.self, Show.self, GalleryCommand.self, Sheet.self, Stats.self, Events.self]),
      CommandGroup(name: "Judge", subcommands: [Rate.self, Tag.self, Pick.self, Edit.self, Score.self, Export.self]),
      CommandGroup(
        name: "Machine",
        subcommands: [
          Config.self, Completions.self, Doctor.self, MCPCommand.self, Demo.self, Simulate.self,
        ]),
    ])
}

enum Version {
  static let text = "0.1.0"
}
