import AliceKit
import ArgumentParser

struct Undo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Undo an operation.",
    discussion: """
      Sources that were moved are restored in their places, bit for bit; the library is as it was before. Files that \
      were changed since are left unchanged and reported. Without a number, the latest operation is undone of which \
      anything can still be undone; later ones that are passed over are named.
      """)

  @Argument(help: ArgumentHelp("An operation, as 'alice log' numbers them.", valueName: "op"))
  var operation: Int64?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done; write nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  private static let goOn = "the same command undoes the rest"

  func run() async throws {
    let session = try await Session(common)
    let undoer = try Undoer(dryRun ? session.openLibrary() : session.openLibraryForWriting(), operation: operation)
    let report =
      try await dryRun
      ? undoer.plan() : session.watching(goOn: Undo.goOn) { try undoer.run(progress: $0) }
    let console = session.console
    console.write([report], .undone(isPlan: dryRun), as: session.format) { _ in report.json }
    for passed in report.passedOver {
      console.note("passed over operation \(passed.id) (\(passed.kind)): nothing more of it can be undone")
    }
    for item in report.refused { console.error("left alone: \(TerminalText(item.path.description)): \(item.reason)") }
    let would = dryRun ? "would be " : ""
    console.note(
      "operation \(report.operation.id) (\(report.operation.kind)): \(report.undone.count) \(would)undone, "
        + "\(report.restored.count) \(would)restored, \(report.refused.count) \(would)left alone")
    if report.isStopped { throw Failure(.interrupted, "stopped; \(Undo.goOn)") }
    if !report.refused.isEmpty { throw Failure(.partly) }
  }
}

extension ListFormat<UndoReport> {
  fileprivate static func undone(isPlan: Bool) -> ListFormat {
    let would = isPlan ? "would be " : ""
    return ListFormat(
      json: { .object($0.json) }, paths: \.restored,
      text: { report in
        let lines =
          report.restored.map { "\(would)restored \(TerminalText($0.description))" }
          + report.undone.map { "\(would)undone   \(TerminalText($0.description))" }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
      })
  }
}
