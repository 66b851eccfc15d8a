import AliceKit
import ArgumentParser

struct Undo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Undo an operation.",
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
    write(report, session)
    for passed in report.passedOver {
      console.note("passed over operation \(passed.id) (\(passed.kind)): nothing more of it can be undone")
    }
    tellLeftAlone(report.refused, console)
    let would = dryRun ? "would be " : ""
    console.note(
      "operation \(report.operation.id) (\(report.operation.kind)): \(report.undone.count) \(would)undone, "
        + "\(report.restored.count) \(would)restored, \(report.refused.count) \(would)left alone")
    if report.isStopped { throw Failure(.interrupted, "stopped; \(Undo.goOn)") }
    if !report.refused.isEmpty { throw Failure(.partly) }
  }

  /// The number of files of one kind that are told without `-v`: one screen shows them.
  private static let mostLines = 16

  private func write(_ report: UndoReport, _ session: Session) {
    let console = session.console
    switch session.format {
    case .json:
      console.write { document in
        for (name, value) in report.jsonHead { document.write(name, value) }
        for (name, items) in report.jsonLists { document.write(name, list: items) }
      }
    case .jsonLines: console.writeLine(JSONValue.object(report.json).text)
    case .paths, .nulPaths:
      let list = ListFormat<BytePath>(json: { .string($0.description) }, paths: { [$0] })
      console.write(report.restored, list, as: session.format) { _ in [:] }
    case .people: writeLines(of: report, most: console.isVerbose ? .max : Undo.mostLines, console)
    }
  }

  private func writeLines(of report: UndoReport, most: Int, _ console: Console) {
    let would = dryRun ? "would be " : ""
    for path in report.restored.prefix(most) {
      console.writeLine("\(would)restored \(TerminalText(path.description))")
    }
    for path in report.undone.prefix(max(0, most - report.restored.count)) {
      console.writeLine("\(would)undone   \(TerminalText(path.description))")
    }
    let count = report.restored.count + report.undone.count
    if count > most { console.writeLine("… and \(count - most) more; '-v' lists them all") }
  }

  private func tellLeftAlone(_ files: LongList<UndoReport.Refused>, _ console: Console) {
    for item in files.prefix(console.isVerbose ? .max : Undo.mostLines) {
      console.error("left alone: \(TerminalText(item.path.description)): \(item.reason)")
    }
    guard !console.isVerbose, files.count > Undo.mostLines else { return }
    var reasons: [String: Int] = [:]
    for item in files.dropFirst(Undo.mostLines) { reasons[item.reason, default: 0] += 1 }
    for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      console.error("left alone: \(count) more: \(reason)")
    }
    console.note("'-v' names them all")
  }
}
