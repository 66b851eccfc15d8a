import AliceKit

/// A table on a terminal: columns are as wide as their widest cell, as far as the terminal has room for them.
struct Table {
  private let rows: [[String]]
  /// The file that the first cell of each row links to.
  private let files: [BytePath?]
  private let natural: [Int]
  /// The columns that a narrow terminal leaves out, in this order.
  private let spare: [Int]

  /// The columns of the terminal that the last column gets at least, which is mostly a text, and the others where they
  /// have to share.
  private static let least = (last: 16, other: 8)

  init(_ titles: [String], _ rows: [[String]], files: [BytePath?] = [], spare: [String] = []) {
    let rows = [titles] + rows
    self.rows = rows
    self.files = [nil] + files
    self.spare = spare.compactMap { titles.firstIndex(of: $0) }
    natural = titles.indices.map { column in
      rows.lazy.map { $0.indices.contains(column) ? $0[column].columns : 0 }.max() ?? 0
    }
  }

  func render(width: Int, style: Style, links: TerminalLinks? = nil) -> String {
    let layout = layout(in: width)
    return rows.enumerated().map { index, row in
      let line = line(row, layout).fitted(to: width)
      return (index == 0 ? style.dim(line) : linked(line, index, links)) + "\n"
    }.joined()
  }

  /// The columns that are shown, with their widths, and the space between two.
  private struct Layout {
    var columns: [Int]
    var widths: [Int]
    var gap = 2

    func room(in width: Int) -> Int {
      width - columns.dropLast().reduce(0) { $0 + widths[$1] + gap }
    }
  }

  /// Where there is no room for the last column, the space between the columns goes first, then what can be spared; then
  /// the widest columns share what is left.
  private func layout(in width: Int) -> Layout {
    var layout = Layout(columns: Array(natural.indices), widths: natural)
    let wanted = min(natural.last ?? 0, Table.least.last)
    if layout.room(in: width) < wanted { layout.gap = 1 }
    for column in spare where layout.room(in: width) < wanted { layout.columns.removeAll { $0 == column } }
    guard layout.room(in: width) < wanted, width > Table.least.other else { return layout }
    // A column is never cut to less than the least, so the search ends there.
    for most in (Table.least.other...width).reversed() {
      for column in layout.columns.dropLast() { layout.widths[column] = min(natural[column], most) }
      if layout.room(in: width) >= wanted { break }
    }
    return layout
  }

  /// Returns the line with its first cell as a link, unless the terminal is too narrow for the cell.
  private func linked(_ line: String, _ index: Int, _ links: TerminalLinks?) -> String {
    guard let links, files.indices.contains(index), let file = files[index], let cell = rows[index].first,
      !cell.isEmpty, line.hasPrefix(cell)
    else { return line }
    return links.link(cell, to: file) + line.dropFirst(cell.count)
  }

  private func line(_ row: [String], _ layout: Layout) -> String {
    layout.columns.filter { row.indices.contains($0) }.map { column in
      guard column != layout.columns.last else { return row[column] }
      let cell = row[column].fitted(to: layout.widths[column])
      return cell + String(repeating: " ", count: layout.widths[column] - cell.columns + layout.gap)
    }.joined()
  }
}
