import AliceKit

/// A table on a terminal: columns are as wide as their widest cell, and lines are truncated to the terminal's width.
struct Table {
  private let rows: [[String]]
  /// The file that the first cell of each row links to.
  private let files: [BytePath?]
  private let widths: [Int]

  init(_ titles: [String], _ rows: [[String]], files: [BytePath?] = []) {
    let rows = [titles] + rows
    self.rows = rows
    self.files = [nil] + files
    widths = titles.indices.map { column in
      rows.lazy.map { $0.indices.contains(column) ? $0[column].columns : 0 }.max() ?? 0
    }
  }

  func render(width: Int, style: Style, links: TerminalLinks? = nil) -> String {
    rows.enumerated().map { index, row in
      let line = line(row).fitted(to: width)
      return (index == 0 ? style.dim(line) : linked(line, index, links)) + "\n"
    }.joined()
  }

  /// Returns the line with its first cell as a link, unless the terminal is too narrow for the cell.
  private func linked(_ line: String, _ index: Int, _ links: TerminalLinks?) -> String {
    guard let links, files.indices.contains(index), let file = files[index], let cell = rows[index].first,
      !cell.isEmpty, line.hasPrefix(cell)
    else { return line }
    return links.link(cell, to: file) + line.dropFirst(cell.count)
  }

  private func line(_ row: [String]) -> String {
    row.enumerated().map { column, cell in
      column == widths.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.columns + 2)
    }.joined()
  }
}
