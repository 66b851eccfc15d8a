import Foundation

/// A picture on a terminal, sized to its cells.
package struct TerminalPicture: Sendable {
  package let columns: Int
  package let rows: Int

  private static let chunk = 4_096

  /// The cells that a picture may fill.
  package struct Box: Sendable {
    fileprivate let cell: (width: Int, height: Int)
    fileprivate let columns: Int
    fileprivate let rows: Int

    /// The size of the box in pixels.
    package var width: Int { columns * cell.width }
    package var height: Int { rows * cell.height }

    /// Without the size of a cell, that of a usual one is assumed.
    package init(cell: TerminalAnswer.Cell?, columns: Int, rows: Int) {
      self.cell = (cell?.width ?? 10, cell?.height ?? 20)
      self.columns = min(max(1, columns), 1_000)
      self.rows = min(max(1, rows), 1_000)
    }
  }

  /// Returns the cells of a picture that fits into the box.
  package init(width: Int, height: Int, in box: Box) {
    func cells(_ pixels: Int, _ size: Int, _ most: Int) -> Int { min(max(1, (pixels + size - 1) / size), most) }
    columns = cells(min(max(0, width), 1 << 20), box.cell.width, box.columns)
    rows = cells(min(max(0, height), 1 << 20), box.cell.height, box.rows)
  }

  /// Returns the control sequences that draw a PNG at the cursor and end in a new line.
  package func text(_ png: [UInt8], by protocol: TerminalAnswer.Pictures) -> String {
    let data = Data(png).base64EncodedString()
    switch `protocol` {
    case .kitty: return kitty(Array(data.utf8)) + "\n"
    case .iTerm2:
      return "\u{1B}]1337;File=inline=1;size=\(png.count);width=\(columns);height=\(rows);preserveAspectRatio=1:\(data)"
        + "\u{07}\n"
    }
  }

  /// Every part asks for no answer, because an answer would be read as typed.
  private func kitty(_ data: [UInt8]) -> String {
    stride(from: 0, to: data.count, by: Self.chunk).map { start in
      let part = data[start..<min(start + Self.chunk, data.count)]
      let isLast = start + Self.chunk >= data.count
      let keys = start == 0 ? "a=T,f=100,c=\(columns),r=\(rows),q=2,m=\(isLast ? 0 : 1)" : "q=2,m=\(isLast ? 0 : 1)"
      return "\u{1B}_G\(keys);\(String(decoding: part, as: UTF8.self))\u{1B}\\"
    }.joined()
  }
}
