import ArgumentParser

/// The form in which the progress of a command is shown on standard error.
enum ProgressForm: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// One line on a terminal, and nothing elsewhere.
  case auto
  /// One event for programs on a line of its own, at most once a second.
  case json
  case none
}

/// The name of the command that runs.
enum RunningCommand {
  @TaskLocal static var type: (any ParsableCommand.Type)?

  /// The name as it is typed, such as `pipeline run`.
  static var name: String { type.flatMap { path(to: $0, from: AliceCommand.self) }?.joined(separator: " ") ?? "" }

  private static func path(
    to wanted: any ParsableCommand.Type, from command: any ParsableCommand.Type
  ) -> [String]? {
    for next in command.configuration.subcommands {
      if next == wanted { return [next._commandName] }
      if let rest = path(to: wanted, from: next) { return [next._commandName] + rest }
    }
    return nil
  }
}
