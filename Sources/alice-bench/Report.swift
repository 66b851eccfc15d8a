import Foundation

/// A plain table of ratios with milliseconds in parentheses.
struct Report {
  let title: String
  private var rows: [[String]]

  init(title: String, columns: [String]) {
    self.title = title
    rows = [columns]
  }

  mutating func add(_ label: String, _ time: ProcessTime, to base: ProcessTime, target: Double?) {
    let ratio = time.wall / base.wall
    let verdict = target.map { "at most \(String(format: "%g", $0)): \(ratio <= $0 ? "ok" : "over")" }
    rows.append([
      label, Report.cell(ratio, time.wall), Report.cell(time.cpu / base.cpu, time.cpu), verdict ?? "",
    ])
  }

  mutating func add(_ label: String, found: Int?, alice: Duration, like: Duration) {
    rows.append([label, found?.formatted() ?? "", Report.milliseconds(alice), Report.cell(like / alice, like)])
  }

  /// The table, which ends with an empty line.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "   ")
    }
    return ([title] + lines).joined(separator: "\n") + "\n"
  }

  private static func cell(_ ratio: Double, _ time: Duration) -> String {
    String(format: ratio < 0.1 ? "%.4f" : "%.2f", ratio) + " (\(milliseconds(time)))"
  }

  private static func milliseconds(_ time: Duration) -> String {
    String(format: "%.2f ms", time / .milliseconds(1))
  }
}
