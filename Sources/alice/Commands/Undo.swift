import AliceKit
import ArgumentParser

struct Undo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Undo an operation.",
    discussion: """
      Sources that were moved are restored in their places, bit for bit; the library is as it was before. Files that \
      were changed since are left unchanged and reported. Without a number, the latest operation is undone.
      """)

  @Argument(help: ArgumentHelp("An operation, as 'alice log' numbers them.", valueName: "op"))
  var operation: Int64?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done; write nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let job = try Undoer(dryRun ? session.openLibrary() : session.openLibraryForWriting(), operation: operation)
    let report = try await dryRun ? job.plan() : session.watching { try job.run(progress: $0) }
    let console = session.console
    switch session.format {
    case .json: console.write(document: report.json)
    case .jsonLines: console.write(lines: [.object(report.json)])
    case .paths, .nulPaths:
      let isNul = if case .nulPaths = session.format { true } else { false }
      console.write(paths: report.restored, nul: isNul)
    case .people:
      for path in report.restored { console.writeLine("restored \(TerminalText(path.description))") }
      for path in report.undone { console.writeLine("undone   \(TerminalText(path.description))") }
    }
    for item in report.refused { console.warn("left alone: \(TerminalText(item.path.description)): \(item.reason)") }
    let verb = dryRun ? "would be undone" : "undone"
    console.note(
      "operation \(report.operation.id) (\(report.operation.kind)): \(report.undone.count) \(verb), "
        + "\(report.restored.count) restored, \(report.refused.count) left alone")
    if report.isStopped { throw CancellationError() }
    if !report.refused.isEmpty { throw Failure(.partly) }
  }
}
