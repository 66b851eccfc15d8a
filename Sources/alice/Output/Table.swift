/// A table on a terminal: columns are as wide as their widest cell, and lines are truncated to the terminal's width.
struct Table {
  private let rows: [[String]]
  private let widths: [Int]

  init(_ titles: [String], _ rows: [[String]]) {
    let rows = [titles] + rows
    self.rows = rows
    widths = titles.indices.map { column in
      rows.lazy.map { $0.indices.contains(column) ? $0[column].columns : 0 }.max() ?? 0
    }
  }

  func render(width: Int, style: Style) -> String {
    rows.enumerated().map { index, row in
      let line = line(row).fitted(to: width)
      return (index == 0 ? style.dim(line) : line) + "\n"
    }.joined()
  }

  private func line(_ row: [String]) -> String {
    row.enumerated().map { column, cell in
      column == widths.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.columns + 2)
    }.joined()
  }
}
