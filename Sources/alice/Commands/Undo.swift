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
    console.write(
      [report], .undone(isPlan: dryRun, most: console.isVerbose ? .max : Undo.mostLines), as: session.format
    ) { _ in report.json }
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

  private func tellLeftAlone(_ files: [UndoReport.Refused], _ console: Console) {
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

extension ListFormat<UndoReport> {
  fileprivate static func undone(isPlan: Bool, most: Int) -> ListFormat {
    let would = isPlan ? "would be " : ""
    return ListFormat(
      json: { .object($0.json) }, paths: \.restored,
      text: { report in
        let lines =
          report.restored.map { "\(would)restored \(TerminalText($0.description))" }
          + report.undone.map { "\(would)undone   \(TerminalText($0.description))" }
        let more = lines.count > most ? ["… and \(lines.count - most) more; '-v' lists them all"] : []
        return lines.isEmpty ? nil : (lines.prefix(most) + more).joined(separator: "\n")
      })
  }
}
