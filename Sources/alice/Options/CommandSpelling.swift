import AliceKit
import ArgumentParser

/// Looks for the command that a mistyped word was perhaps meant to be.
struct CommandSpelling {
  /// Nil where every word that should be a command is one, and where none is near.
  let hint: String?

  /// `complaint` is what the parser says of the arguments.
  init(_ arguments: [String], complaint: String) {
    var command: any ParsableCommand.Type = AliceCommand.self
    var rest = arguments[...]
    var commands: [String: any ParsableCommand.Type] = [:]
    repeat {
      commands = Dictionary(
        command.configuration.subcommands.map { ($0._commandName, $0) }, uniquingKeysWith: { first, _ in first })
      guard let next = rest.first.flatMap({ commands[$0] }) else { break }
      command = next
      rest.removeFirst()
    } while true
    // A default command may take words of its own: then it is for the parser to say whether this one is wrong.
    guard let word = rest.first, !word.hasPrefix("-"),
      command.configuration.defaultSubcommand == nil || complaint.contains("'\(word)'"),
      let name = Spelling.nearest(to: word, in: commands.keys.sorted())
    else {
      hint = nil
      return
    }
    hint = "there is no command '\(TerminalText(word))'; did you mean '\(name)'?"
  }
}
