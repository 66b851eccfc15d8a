import Dispatch
import Foundation

/// Answers the scripts of shells: `complete zsh|fish -- WORDS…`, and for bash, which splits words in its own way,
/// `complete bash BREAKS LINE`.
///
/// The first line has the directives `files` or `folders`, and `nospace` where the word goes on; the second line is the
/// word that the shell replaces; then come the values, each with a note after a tab. Whatever goes wrong, nothing is
/// printed and the status is 0: a shell that completes must not talk.
enum Completion {
  static let command = "complete"

  /// Nobody waits longer for a list of words.
  private static let patience: DispatchTimeInterval = .seconds(1)

  /// Answers, and ends the program.
  static func answer(_ arguments: [String]) -> Never {
    DispatchQueue.global().asyncAfter(deadline: .now() + patience) { _exit(0) }
    if let text = text(arguments) { Console.write(text, to: STDOUT_FILENO) }
    _exit(0)
  }

  private static func text(_ arguments: [String]) -> String? {
    guard let shell = arguments.first.flatMap(CompletionShell.init(rawValue:)) else { return nil }
    guard shell == .bash else {
      var words = Array(arguments.dropFirst())
      if words.first == "--" { words.removeFirst() }
      let current = words.popLast() ?? ""
      let offers = Completer(words: words, current: current).offers()
      return lines(offers, current, offers.values.map(\.text))
    }
    guard arguments.count == 3 else { return nil }
    let line = ShellLine(arguments[2])
    let offers = Completer(words: Array(line.words.dropFirst()), current: line.current).offers()
    // bash replaces only what follows the last of these characters, and a dollar or an at sign with it.
    let breaks = line.quote == nil ? Set(arguments[1]).subtracting(" \t\n\"'") : []
    let last = line.current.lastIndex { breaks.contains($0) }
    let kept = last.map { line.current[..<$0].count + ("$@".contains(line.current[$0]) ? 0 : 1) } ?? 0
    let needsEscapes = line.quote == nil && offers.files == .none
    let texts = offers.values.map { value in
      let text = String(value.text.dropFirst(kept))
      return needsEscapes ? ShellLine.escaped(text) : text
    }
    return lines(offers, String(line.current.dropFirst(kept)), texts)
  }

  private static func lines(_ offers: Offers, _ current: String, _ texts: [String]) -> String {
    let goesOn = !texts.isEmpty && offers.values.allSatisfy { $0.text.last.map { ":=,".contains($0) } ?? false }
    let directives = [offers.files.rawValue, goesOn ? "nospace" : ""].filter { !$0.isEmpty }
    let values = zip(texts, offers.values).map { text, value in
      value.note.isEmpty ? text : text + "\t" + value.note.replacing("\n", with: " ").replacing("\t", with: " ")
    }
    return ([directives.joined(separator: " "), current] + values).joined(separator: "\n") + "\n"
  }
}
