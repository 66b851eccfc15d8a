import AliceKit
import ArgumentParser

struct Reindex: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the catalog anew from the files.",
    discussion: "The files hold everything; the catalog is a cache that may be deleted at any time.")

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    guard !dryRun else { return session.console.writeLine("would read every file of \(session.root) again") }
    let console = session.console
    let job = try ReindexJob(library: session.root)
    let report = try await session.watching { try job.run(progress: $0) }
    if common.json || common.jsonl {
      console.write(document: [
        "assets": JSONValue(report.assets),
        "duplicates": .array(report.duplicates.map { .string($0.description) }),
        "passed_over": .array(report.passedOver.map { .string($0.description) }),
        "unreachable": .array(report.unreachable.map { .string($0.description) }),
      ])
      if !report.unreachable.isEmpty { throw Failure(.partly) }
      return
    }
    console.note(counted(report.assets, "asset"))
    for path in report.duplicates { console.note("shows what another file shows: \(TerminalText(path.description))") }
    for path in report.unreachable { console.warn("could not be looked at: \(TerminalText(path.description))") }
    for path in report.passedOver {
      console.note("not a picture, a video or a sound: \(TerminalText(path.description))")
    }
    if !report.unreachable.isEmpty { throw Failure(.partly) }
  }
}
