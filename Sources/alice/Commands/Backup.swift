import AliceKit
import ArgumentParser

struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write what only the library's folder .alice knows into one file, or put it back.",
    discussion: """
      The file holds the journal (what was spent, limits, requests, undo, saved searches, albums, pins), the settings \
      and the event log. It does not hold your pictures, which carry their recipes, ratings and tags themselves: copy \
      the library's folder for them. The catalog is rebuilt from them. Keys, the settings of the user and the trash are \
      not in the file. Other commands may run meanwhile.
      --restore puts a backup into the library, or into a folder of pictures that has lost '.alice'. If the library knows \
      what the backup does not, it asks first, and without a terminal needs --yes; the former state is kept as a backup \
      in '.alice'. Restore your own backups only: a journal says what undo does.
      """)

  @Argument(help: ArgumentHelp("The backup.", valueName: "file.tar"))
  var file: String

  @Flag(name: .long, help: "Put the backup into the library.")
  var restore = false

  @Flag(name: .long, help: "Replace the file if it exists.")
  var force = false

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done; write nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !(restore && force) else { throw ValidationError("--force replaces a file; --restore writes none.") }
  }

  func run() async throws {
    let session = try await Session(common)
    if restore { return try await putBack(session) }
    let backup = try session.library.backup()
    guard !dryRun else {
      return session.console.note("would write \(TerminalText(file))")
    }
    let report = try await session.watching(goOn: "no file was written, and the same command begins again") {
      [file, force] _ in try backup.write(to: BytePath(file), replaces: force)
    }
    session.console.write(document: report.json, paths: [report.file], as: session.format)
    let parts = report.parts.map { "\(TerminalText($0.name.description)) \(byteText($0.bytes))" }
    session.console.note(parts.joined(separator: ", ") + "; the pictures are not in it: copy their folder, too")
  }

  private func putBack(_ session: Session) async throws {
    let library = session.library
    let restore = try await session.watching(goOn: "nothing was changed, and the same command begins again") {
      [file] _ in try library.restore(BytePath(file))
    }
    let plan = try restore.plan()
    guard !dryRun else { return tell(plan, "would be ", session) }
    let isAgreed = !plan.losesSomething || session.confirm(plan.loss + "; replace them, and keep them aside?")
    tell(try library.carryOut(restore, agreed: isAgreed), "", session)
  }

  private func tell(_ report: RestoreReport, _ would: String, _ session: Session) {
    let console = session.console
    console.write(document: report.json, paths: [report.root], as: session.format)
    let isWhole = report.lostEntries == nil
    if report.changesJournal {
      let new =
        isWhole || report.newEntries == 0
        ? "" : ", with \(RestoreReport.entries(report.newEntries)) that the library lacked"
      console.note("the journal of \(report.made) \(would)restored\(new)")
    } else {
      console.note("the journal is the same as that of \(report.made)")
    }
    if report.changesSettings { console.note("the settings \(would)restored") }
    if report.takesLog { console.note("the event log \(would)restored") }
    if !would.isEmpty, report.losesSomething { console.note(report.loss) }
    if let former = report.former {
      console.note("the former state is kept: alice backup \(TerminalText(former.description)) --restore")
    }
    if let aside = report.aside {
      console.warn("the damaged journal is kept as \(TerminalText(aside.lastComponent.description))")
    }
    if report.distrusted > 0 {
      console.warn(
        "\(counted(report.distrusted, "request")) may have been sent since the backup; 'alice jobs resume' asks fal.ai")
    }
    if report.lacksCatalog { console.note("run 'alice reindex' to index the pictures") }
  }
}

extension BackupReport {
  fileprivate var json: JSONObject {
    [
      "backup": .string(file.description), "bytes": JSONValue(Int(clamping: bytes)),
      "made": .string(made.description),
      "files": .array(
        parts.map { ["name": .string($0.name.description), "bytes": JSONValue(Int(clamping: $0.bytes))] }),
    ]
  }
}

extension RestoreReport {
  fileprivate static func entries(_ count: Int) -> String { "\(count) entr\(count == 1 ? "y" : "ies")" }

  /// What the library has, and the backup has not.
  fileprivate var loss: String { BackupError.loss(lostEntries ?? 0, losesSettings) }

  fileprivate var json: JSONObject {
    [
      "library": .string(root.description), "made": .string(made.description),
      "journal": .string(!changesJournal ? "same" : lostEntries == nil ? "new" : "replaced"),
      "lost_entries": JSONValue(lostEntries ?? 0), "new_entries": JSONValue(newEntries),
      "settings": .string(!changesSettings ? "same" : losesSettings ? "replaced" : "new"),
      "event_log": .bool(takesLog), "unknown_requests": JSONValue(distrusted),
      "former": JSONValue(former?.description), "set_aside": JSONValue(aside?.description),
      "needs_reindex": .bool(lacksCatalog),
    ]
  }
}
