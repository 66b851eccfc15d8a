import AliceKit

/// What the help of a command adds to its arguments: examples, and what its exit statuses mean.
struct CommandManual {
  let examples: [String]
  let statuses: [ExitStatus]

  /// The manuals by the words of the commands.
  ///
  /// A manual is a heading such as `# jobs list`, lines with examples, and a line with the statuses apart from 0 behind an
  /// equals sign.
  static let all: [String: CommandManual] = {
    var manuals: [String: CommandManual] = [:]
    for section in (makeText + keepText + findText + machineText).split(separator: "# ") {
      let lines = section.split(separator: "\n").map(String.init)
      guard let name = lines.first else { continue }
      let numbers = lines.last.map { $0.hasPrefix("= ") ? $0.dropFirst(2).split(separator: " ") : [] } ?? []
      manuals[name] = CommandManual(
        examples: lines.dropFirst().filter { !$0.hasPrefix("=") },
        statuses: [.done] + numbers.compactMap { Int32($0).flatMap(ExitStatus.init(rawValue:)) })
    }
    return manuals
  }()

  /// The sections as text, no line of which is wider than `width`, unless an example is.
  func text(width: Int) -> String {
    let shown = examples.map { "  " + $0 }.joined(separator: "\n")
    let meanings = statuses.map { status in
      let number = String(status.rawValue)
      let label = "  " + number + String(repeating: " ", count: max(1, 5 - number.count))
      return CommandManual.wrapped(status.meaning, behind: label, width: width)
    }
    return "EXAMPLES:\n\(shown)\n\nEXIT STATUS:\n\(meanings.joined(separator: "\n"))\n"
  }

  /// Breaks a text into lines, each as far to the right as the first one, which stands behind a label.
  static func wrapped(_ text: String, behind label: String, width: Int) -> String {
    var lines = [label]
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, (lines.last?.columns ?? 0) + 1 + String(word).columns > width {
        lines.append(String(repeating: " ", count: label.columns))
        isEmpty = true
      }
      lines[lines.count - 1] += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines.joined(separator: "\n")
  }
}

extension ExitStatus {
  /// The meaning, as it stands in the help.
  var meaning: String {
    switch self {
    case .done: "done"
    case .answerIsNo: "ran, and the answer is no: nothing found, or problems found"
    case .usage: "wrong usage, query or configuration"
    case .partly: "partly done; the rest is listed"
    case .noKey: "no key, or a refused key"
    case .providerFailed: "the provider failed"
    case .overBudget: "refused by the budget; nothing was spent"
    case .temporary: "temporary, try again"
    case .contentPolicy: "refused by the provider's content policy"
    case .library: "the library is missing, locked, read-only or damaged"
    case .interrupted: "interrupted"
    }
  }
}
