import Foundation

/// The page of the documentation that shows the last run, under the heading of that name.
struct PerformancePage {
  struct NoHeading: Error, CustomStringConvertible {
    let page: String
    var description: String { "\(page) has no heading '\(PerformancePage.heading)'" }
  }

  private let path: String
  private static let heading = "## The last run"

  init(_ path: String) { self.path = path }

  /// Replaces what is between the heading and the next one.
  func write(_ text: String) throws {
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: Substring(PerformancePage.heading)) else { throw NoHeading(page: path) }
    let rest = lines[(start + 1)...]
    let end = rest.firstIndex { $0.hasPrefix("## ") } ?? rest.endIndex
    let new = lines[...start].joined(separator: "\n") + "\n\n" + text + "\n" + lines[end...].joined(separator: "\n")
    try Data(new.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
