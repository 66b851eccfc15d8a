import AliceKit
import ArgumentParser

/// A search for the command that the user probably meant by a misspelt word.
struct CommandSpelling {
  /// The nearest command; nil if no command is misspelt, or none is similar.
  let hint: String?

  /// Searches the commands; `complaint` is the message of the parser about the arguments.
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
    // A default command may accept words of its own, so only the message of the parser shows whether this one is wrong.
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
