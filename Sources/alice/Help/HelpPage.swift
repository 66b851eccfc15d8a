import AliceKit
import ArgumentParser
import Foundation

/// The help of a command: what the parser says of its arguments, then examples and exit statuses.
struct HelpPage {
  let text: String

  /// `parsed` is the answer of the parser to these arguments. Returns nil if it is no help.
  init?(_ parsed: String, for arguments: [String]) {
    guard parsed.hasPrefix("OVERVIEW: ") || parsed.hasPrefix("USAGE: ") else { return nil }
    var words: [String] = []
    var command: any ParsableCommand.Type = AliceCommand.self
    for word in arguments where word != "help" {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else { break }
      command = next
      words.append(word)
    }
    // The parser's headings of groups.
    let groups = parsed.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasSuffix(" SUBCOMMANDS:") && !line.hasPrefix(" ") ? line.dropLast(" SUBCOMMANDS:".count) + ":" : line
    }
    let body = groups.map { UsageLine($0).fitted(to: HelpPage.width) }.joined(separator: "\n")
    guard let manual = CommandManual.all[words.joined(separator: " ")] else {
      text = words.isEmpty ? body + "\n\n" + HelpPage.statuses : body
      return
    }
    text = body + (body.hasSuffix("\n") ? "\n" : "\n\n") + String(manual.text(width: HelpPage.width).dropLast())
  }

  /// The meaning of every status, below the list of commands.
  private static var statuses: String {
    let all: [ExitStatus] = [
      .done, .answerIsNo, .usage, .partly, .noKey, .providerFailed, .overBudget, .temporary, .contentPolicy, .library,
      .interrupted,
    ]
    let text = CommandManual(examples: [], statuses: all).text(width: width)
    return String(text[(text.range(of: "EXIT STATUS:")?.lowerBound ?? text.startIndex)...].dropLast())
  }

  /// The width for which the parser wraps its lines.
  static var width: Int {
    ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? Terminal.width(of: STDOUT_FILENO) ?? 80
  }

  /// What `alice` says without a command.
  static var everyday: String {
    let verbs = [
      ("alice generate \"a lake at dawn\"", "make a picture, and keep it"),
      ("alice organize Downloads", "take in what other generators made"),
      ("alice search lake", "find it again"), ("alice show ID", "see all that is known of it"),
      ("alice rate ID 5", "say what you think of it"),
    ]
    let column = (verbs.map(\.0.count).max() ?? 0) + 4
    let lines = verbs.map { command, meaning in
      width >= column + 36
        ? "  " + command + String(repeating: " ", count: column - command.count - 2) + meaning
        : "  \(command)\n      \(meaning)"
    }
    let more = [
      ("alice --help", "all commands"), ("alice help COMMAND", "one of them, with examples"),
      ("alice demo", "all of it, offline and free"),
    ]
    let rest = more.map { command, meaning in
      width >= 52
        ? "  " + command + String(repeating: " ", count: 20 - command.count) + meaning
        : "  \(command)\n      \(meaning)"
    }
    let head = CommandManual.wrapped(AliceCommand.configuration.abstract, behind: "", width: width)
    return ([head, ""] + lines + [""] + rest).joined(separator: "\n") + "\n"
  }
}
