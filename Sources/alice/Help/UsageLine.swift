/// A line that the parser does not wrap: the usage of a command, or an option with all its values.
struct UsageLine {
  private let line: Substring

  init(_ line: Substring) { self.line = line }

  /// Returns the line, broken into several ones if it is wider than `width`.
  func fitted(to width: Int) -> String {
    guard String(line).columns > width else { return String(line) }
    let parts = pieces
    let widest = parts.map { UsageLine.trimmed($0).columns }.max() ?? 0
    var margin = String(line.prefix { $0 == " " })
    // A word that the parser has no room for behind an option begins further to the left.
    if margin.count + 4 + widest > width { margin = String(margin.prefix(2)) }
    let indent = margin + "    "
    var lines = [margin]
    for part in parts {
      let text = UsageLine.trimmed(part)
      if (lines.last ?? "").columns + text.columns > width, lines.last != indent { lines.append(indent) }
      lines[lines.count - 1] += part
    }
    return lines.map(UsageLine.trimmed).joined(separator: "\n")
  }

  /// What stays together: a word, or an option with its value, or one of its values.
  private var pieces: [String] {
    var pieces = [""]
    var isInBrackets = false
    for character in line.drop(while: { $0 == " " }) {
      pieces[pieces.count - 1].append(character)
      if character == "[" { isInBrackets = true }
      if character == "]" { isInBrackets = false }
      if character == "|" || character == " " && !isInBrackets { pieces.append("") }
    }
    return pieces
  }

  private static func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}
