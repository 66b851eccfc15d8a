import Foundation

/// What was measured, one line for each figure, in the form of a Markdown table.
struct BenchTable {
  private struct Row {
    let what: String
    let figure: String
    /// Another program, or another way, in the same run.
    let beside: String
    /// What the figure is bounded by.
    let bound: String

    var cells: [String] { [what, figure, beside, bound] }
  }

  private var rows: [Row] = []

  var isEmpty: Bool { rows.isEmpty }

  /// Begins a group of lines.
  mutating func begin(_ title: String) { rows.append(Row(what: "**\(title)**", figure: "", beside: "", bound: "")) }

  mutating func add(_ what: String, _ figure: String, beside: String = "", bound: String = "") {
    rows.append(Row(what: what, figure: figure, beside: beside, bound: bound))
  }

  var markdown: String {
    let all = [["what", "figure", "in the same run", "bounded by"]] + rows.map(\.cells)
    let widths = (0..<4).map { column in all.map { $0[column].count }.max() ?? 0 }
    var lines = all.map { cells in
      "| "
        + zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ") + " |"
    }
    lines.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|", at: 1)
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Figures as text.
enum Figure {
  static func microseconds(_ time: Duration, each count: Int) -> String {
    let each = time / .microseconds(1) / Double(max(1, count))
    return each < 100 ? String(format: "%.1f µs", each) : String(format: "%.0f µs", each)
  }

  static func milliseconds(_ time: Duration) -> String {
    let value = time / .milliseconds(1)
    return String(format: value < 1 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms", value)
  }

  /// Returns what a command takes over the start of the program.
  static func over(_ base: ProcessTime, _ time: ProcessTime) -> String {
    let (cpu, wall) = ((time.cpu - base.cpu) / .milliseconds(1), (time.wall - base.wall) / .milliseconds(1))
    return String(format: "%+.1f ms CPU, %+.1f ms", cpu, wall)
  }

  static func megabytes(_ bytes: Int) -> String { String(format: "%.0f MB", Double(bytes) / 1_000_000) }

  /// Returns `times as much` as a ratio.
  static func ratio(_ ratio: Double) -> String { String(format: ratio < 10 ? "%.1f×" : "%.0f×", ratio) }
}
