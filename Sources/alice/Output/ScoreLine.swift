import AliceKit

/// Formats one scored image as a line.
struct ScoreLine {
  let text: String

  init(_ result: ScoredFile, _ style: Style) {
    let stars =
      result.stars.map { String(repeating: "★", count: $0) + String(repeating: "☆", count: 5 - $0) } ?? "  -  "
    let score = result.assessment.score.map { JSONValue(($0.value * 1000).rounded() / 1000).text } ?? "-"
    var notes = result.assessment.defects.map { style.red($0.rawValue) }
    if let abstained = result.assessment.abstained { notes.append(style.yellow("not scored: \(abstained.rawValue)")) }
    if case .failed(let reason) = result.notScored { notes.append(style.yellow("not scored: \(reason)")) }
    if let problem = result.problem { notes.append(problem.rawValue) }
    let columns = [stars, score, TerminalText(result.file.description).description, notes.joined(separator: ", ")]
    text = columns.filter { !$0.isEmpty }.joined(separator: "\t")
  }
}
