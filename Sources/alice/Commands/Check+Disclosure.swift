import AliceKit

extension Check {
  func tellDisclosure(_ session: Session) async throws {
    let workspace = try session.openLibrary()
    let report = try await session.watching(goOn: "the same command begins again") {
      try DisclosureCheck(workspace).run(progress: $0)
    }
    session.console.write(report.lacking, .lacking(in: session.root), as: session.format) {
      [
        "files": JSONValue(report.files), "lacking": .array($0),
        "beside": .array(report.beside.map { .string($0.description) }),
        "others": .array(report.others.map { .string($0.description) }),
        "failed": .array(report.failures.map(\.json)),
      ]
    }
    if !session.format.isJSON { tell(report, session.console) }
    for failure in report.failures { session.console.warn(failure.unreadable) }
    if !report.failures.isEmpty { throw Failure(.partly) }
    if !report.lacking.isEmpty { throw Failure(.answerIsNo) }
  }

  private func tell(_ report: DisclosureReport, _ console: Console) {
    let marked = report.files - report.lacking.count - report.others.count
    var parts = ["\(counted(report.files, "file"))", "\(marked) marked", "\(report.lacking.count) without the mark"]
    if !report.others.isEmpty { parts.append("\(report.others.count) of another origin") }
    console.note(parts.joined(separator: ", "))
    if !report.beside.isEmpty {
      console.note("\(report.beside.count) of the marks stand only in a sidecar beside the file")
    }
    let unknown = report.lacking.count { !$0.isGenerated }
    if unknown > 0 { console.note("of \(unknown) of them nothing says who made them") }
    if !report.lacking.isEmpty { console.note("'alice edit ID --disclosure' writes the mark") }
  }
}

extension ListFormat<DisclosureReport.Lacking> {
  fileprivate static func lacking(in library: BytePath) -> ListFormat {
    ListFormat(
      json: {
        [
          "id": .string($0.id.hex), "path": .string($0.path.description),
          "file": .string(library.appending($0.path).description), "generated": .bool($0.isGenerated),
        ]
      }, paths: { [library.appending($0.path)] },
      text: { "\($0.id.short)  \(TerminalText($0.path.description))" })
  }
}

extension NotMended {
  fileprivate var unreadable: String {
    "could not be read: \(TerminalText(path.description)): \(Failure(describing: error).message ?? "it failed")"
  }
}
