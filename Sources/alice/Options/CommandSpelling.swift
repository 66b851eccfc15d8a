import AliceKit
import ArgumentParser

/// A search for the command that the user probably meant by a misspelt word.
struct CommandSpelling {
  /// The nearest command; nil if no command is misspelt, or none is similar.
  let hint: String?

  /// The commands for names that other programs have for the same.
  private static let others = [
    "ls": "search", "find": "search", "list": "search", "grep": "search", "query": "search", "import": "organize",
    "add": "organize", "ingest": "organize", "scan": "organize", "sort": "organize", "move": "organize",
    "info": "show", "cat": "show", "inspect": "show", "metadata": "show", "open": "show", "rm": "delete",
    "remove": "delete", "del": "delete", "star": "rate", "stars": "rate", "rating": "rate", "favorite": "pick",
    "favourite": "pick", "reject": "pick", "label": "tag", "tags": "tag", "create": "generate", "gen": "generate",
    "make": "generate", "imagine": "generate", "run": "generate", "verify": "check", "fsck": "check", "repair": "check",
    "rebuild": "reindex", "index": "reindex", "view": "gallery", "web": "gallery", "serve": "gallery", "ui": "gallery",
    "browse": "gallery", "restore": "trash", "bin": "trash", "copy": "export", "history": "log", "revert": "undo",
    "key": "keys", "login": "keys", "auth": "keys", "price": "models", "prices": "models", "model": "models",
    "spend": "cost", "costs": "cost", "spending": "cost", "limit": "budget", "queue": "jobs", "job": "jobs",
    "settings": "config", "configure": "config", "set": "config", "new": "init", "dupes": "dedupe",
    "duplicates": "dedupe", "deduplicate": "dedupe", "setup": "init", "contact": "sheet",
  ]

  /// Searches the command that `alice help` was asked for; nil if it is one.
  static func helpHint(_ arguments: [String]) -> String? {
    guard arguments.first == "help", arguments.count > 1 else { return nil }
    let words = Array(arguments.dropFirst())
    var commands = AliceCommand.configuration.subcommands
    for word in words where !word.hasPrefix("-") {
      if let next = commands.first(where: { $0._commandName == word }) {
        commands = next.configuration.subcommands
        continue
      }
      guard !commands.isEmpty else { return nil }
      return hint(for: word, among: commands.map { $0._commandName })
        ?? "there is no command '\(TerminalText(word))'; 'alice help' lists them"
    }
    return nil
  }

  private static func hint(for word: String, among names: [String]) -> String? {
    let known = others[word.lowercased()].flatMap { names.contains($0) ? $0 : nil }
    guard let name = known ?? Spelling.nearest(to: word, in: names.sorted()) else { return nil }
    return "there is no command '\(TerminalText(word))'; did you mean '\(name)'?"
  }

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
      let found = CommandSpelling.hint(for: word, among: Array(commands.keys))
    else {
      hint = nil
      return
    }
    hint = found
  }
}
