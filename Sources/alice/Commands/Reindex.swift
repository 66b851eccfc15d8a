import AliceKit
import ArgumentParser

struct Reindex: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex", abstract: "Rebuild the catalog from the files.",
    discussion: """
      The files contain everything; the catalog is a cache that may be deleted at any time. While the old one exists, \
      what it knows of a file that lost its record or its sidecar is written back, and what it knows of an asset whose \
      file is gone or damaged is kept. Delete it first to avoid that. A folder that has lost '.alice' becomes a library \
      again, with its layout, and the ledger as far as the costs in the files tell.
      """)

  @Argument(help: ArgumentHelp("The library's folder, in place of '--library'.", valueName: "folder"))
  var folder: String?

  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Create an empty journal if it is gone or damaged: spending, limits, open requests and undo are lost."))
  var newJournal = false

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let root = folder.map { BytePath($0).absolute } ?? session.root
    guard !dryRun else {
      // This throws if there is no library.
      try Reindexer.check(root)
      if newJournal { session.console.writeLine("would begin an empty journal") }
      return session.console.writeLine("would read every file of \(TerminalText(root.description)) again")
    }
    let console = session.console
    if newJournal { try beginJournal(of: root, session) }
    let reindexer = try Reindexer(library: root)
    let report = try await session.watching(goOn: "the catalog is as it was, and the same command begins again") {
      try reindexer.run(progress: $0)
    }
    console.write(document: report.json, as: session.format)
    if !session.format.isJSON { tell(report, console) }
    for failure in report.failures { console.error(failure.sentence) }
    for (path, damage) in report.damaged {
      console.warn("damaged: \(TerminalText(path.description)): \(damage.sentence)")
    }
    for path in report.bare {
      console.warn("has lost its recipe, and no catalog knows it: \(TerminalText(path.description))")
    }
    if !report.unreachable.isEmpty || !report.failures.isEmpty || !report.damaged.isEmpty { throw Failure(.partly) }
  }

  private func tell(_ report: ReindexReport, _ console: Console) {
    console.note(counted(report.assets, "asset"))
    for path in report.duplicates { console.note("shows what another file shows: \(TerminalText(path.description))") }
    for path in report.unreachable { console.error("could not be read: \(TerminalText(path.description))") }
    for path in report.passedOver {
      console.note("not a picture, a video or a sound: \(TerminalText(path.description))")
    }
    if let aside = report.aside {
      console.warn("the old catalog was damaged, and is kept as \(TerminalText(aside.lastComponent.description))")
    }
    for path in report.lost {
      console.note("is gone, and the catalog keeps what it knew of it: \(TerminalText(path.description))")
    }
    if !report.pinned.isEmpty {
      console.note("pinned: \(counted(report.pinned.count, "file")) that you moved; organizing leaves them there")
    }
    for sentence in report.notScored.sentences { console.note(sentence) }
    if report.ledgerEntries > 0 {
      console.note("the ledger has \(counted(report.ledgerEntries, "request")) again, from the costs in the files")
    }
    for path in report.restored { console.note("written back what was lost: \(TerminalText(path.description))") }
  }

  private func beginJournal(of root: BytePath, _ session: Session) throws {
    let aside = try Reindexer.renewJournal(of: root)
    session.console.warn(
      "a new journal was begun: what was spent, limits, open requests and undo are no longer known")
    let backup = "if a backup has .alice/journal.sqlite, replace the new one with it"
    session.console.note(
      (aside.map { "what was there is kept as \(TerminalText($0.lastComponent.description)); " } ?? "") + backup)
  }
}

extension ReindexReport {
  fileprivate var json: JSONObject {
    func names(_ paths: [BytePath]) -> JSONValue { .array(paths.map { .string($0.description) }) }
    return [
      "assets": JSONValue(assets), "duplicates": names(duplicates), "passed_over": names(passedOver),
      "unreachable": names(unreachable), "damaged": names(damaged.map(\.path)), "lost": names(lost),
      "bare": names(bare), "restored": names(restored), "failed": .array(failures.map(\.json)),
      "pinned": names(pinned), "ledger_entries": JSONValue(ledgerEntries),
      "not_scored": notScored.json,
      "set_aside": JSONValue(aside?.description),
    ]
  }
}
