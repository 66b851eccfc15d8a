/// A table for people: columns are as wide as their widest cell, and lines are truncated to the terminal's width.
struct Table {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: [String]) { self.header = header }

  mutating func add(_ row: [String]) { rows.append(row) }

  var isEmpty: Bool { rows.isEmpty }

  func render(width: Int, style: Style) -> String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0.indices.contains(column) ? $0[column].columns : 0 }.max() ?? 0
    }
    let lines = ([header] + rows).enumerated().map { index, row in
      let line = self.line(row, widths: widths, width: width)
      return index == 0 ? style.dim(line) : line
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ row: [String], widths: [Int], width: Int) -> String {
    var line = ""
    for (column, cell) in row.enumerated() {
      let isLast = column == header.count - 1
      line += isLast ? cell : cell + String(repeating: " ", count: max(0, widths[column] - cell.columns) + 2)
    }
    return line.fitted(to: width)
  }
}
