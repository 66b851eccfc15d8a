/// A row of a table as RFC 4180 describes it.
package struct CSVRow: CustomStringConvertible, Sendable {
  /// The row with its line break.
  package let description: String

  /// A cell that a spreadsheet would take for a formula begins with an apostrophe instead; numbers do not. Control
  /// characters other than line breaks and tabs are made visible.
  package init(_ cells: [String]) {
    description = cells.map(CSVRow.cell).joined(separator: ",") + "\r\n"
  }

  private static func cell(_ text: String) -> String {
    let text = TerminalText(text, oneLine: false).description
    let safe = isFormula(text) ? "'" + text : text
    let needsQuotes = safe.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) } || safe.first == " "
    return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
  }

  /// Whether a spreadsheet would compute the text: it also skips spaces, and takes the wide forms of the signs.
  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first(where: { $0 != " " }) else { return false }
    guard ["=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠", "|", "%"].contains(first) else { return false }
    return Double(text) == nil
  }
}
