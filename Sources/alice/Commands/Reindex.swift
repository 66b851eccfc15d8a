import AliceKit
import ArgumentParser

struct Reindex: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the catalog anew from the files.",
    discussion: """
      The files hold everything; the catalog is a cache that may be deleted at any time. While the old one is there, what
      it remembers of a file that lost its record or its sidecar is written back. Delete it first where that is not wanted.
      """)

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    guard !dryRun else { return session.console.writeLine("would read every file of \(session.root) again") }
    let console = session.console
    let report = try ReindexJob(library: session.root).run { console.progress("\($0) of \($1) files") }
    console.endProgress()
    if common.json || common.jsonl {
      console.write(document: [
        "assets": JSONValue(report.assets),
        "duplicates": .array(report.duplicates.map { .string($0.description) }),
        "passed_over": .array(report.passedOver.map { .string($0.description) }),
        "unreachable": .array(report.unreachable.map { .string($0.description) }),
        "restored": .array(report.restored.map { .string($0.description) }),
        "failed": .array(report.failures.map(\.json)),
      ])
    } else {
      tell(report, console)
    }
    for failure in report.failures { console.warn(failure.sentence) }
    if !report.unreachable.isEmpty || !report.failures.isEmpty { throw Failure(.partly) }
  }

  private func tell(_ report: ReindexJob.Report, _ console: Console) {
    console.note("\(report.assets) assets")
    for path in report.duplicates { console.note("shows what another file shows: \(TerminalText(path.description))") }
    for path in report.unreachable { console.warn("could not be looked at: \(TerminalText(path.description))") }
    for path in report.passedOver {
      console.note("not a picture, a video or a sound: \(TerminalText(path.description))")
    }
    for path in report.restored { console.note("written back what was lost: \(TerminalText(path.description))") }
  }
}
