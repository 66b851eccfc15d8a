import AliceKit

/// What `organize` prints as its result. Nothing of it is in memory as a whole, whatever the number of files.
extension Organize {
  /// The number of files that a terminal shows without `-v`.
  private static let mostLines = 16

  func printResult(_ report: OrganizeReport, _ session: Session) {
    let (console, root) = (session.console, session.root)
    switch session.format {
    case .json:
      console.write { document in
        document.write("operation", JSONValue(report.operation))
        for (name, items) in report.jsonLists(in: root) { document.write(name, list: items) }
        if let from = report.from { document.write("from", .object(from.json)) }
      }
    case .jsonLines:
      console.write(Organize.lines(of: report, in: root), ListFormat(json: { $0 }), as: .jsonLines) { _ in [:] }
    case .paths, .nulPaths:
      let paths = report.placed.lazy.map { root.appending($0.path) }
      console.write(paths, ListFormat(json: { .string($0.description) }, paths: { [$0] }), as: session.format) { _ in
        [:]
      }
    case .people:
      Organize.lines(of: report, most: console.isVerbose ? .max : Organize.mostLines).forEach(console.writeLine)
    }
  }

  /// Returns each item of the document as a line with its result.
  private static func lines(of report: OrganizeReport, in root: BytePath) -> some Sequence<JSONValue> {
    let lists = report.jsonLists(in: root) + (report.from.map { [("from", AnySequence([.object($0.json)]))] } ?? [])
    return lists.lazy.map { name, items in
      items.lazy.map { item in
        var line: JSONObject = ["result": .string(name)]
        for (key, value) in item.objectValue ?? [:] { line[key] = value }
        return JSONValue.object(line)
      }
    }.joined()
  }

  private static func lines(of report: OrganizeReport, most: Int) -> AnySequence<String> {
    let placed = report.placed.prefix(most).lazy.map { arrow($0.source.lastComponent, $0.path) }
    let moved = report.moved.prefix(most).lazy.map { arrow($0.from, $0.to) }
    let rest = max(0, report.placed.count - most) + max(0, report.moved.count - most)
    let more = rest > 0 ? ["… and \(rest) more; '-v' lists them all"] : []
    return AnySequence([AnySequence(placed), AnySequence(moved), AnySequence(more)].joined())
  }

  private static func arrow(_ from: BytePath, _ path: BytePath) -> String {
    "\(TerminalText(from.description)) → \(TerminalText(path.description))"
  }
}
