import AliceKit
import ArgumentParser

struct TrashCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trash", abstract: "List, restore and remove what was deleted.",
    subcommands: [TrashList.self, TrashRestore.self, TrashEmpty.self], defaultSubcommand: TrashList.self)
}

struct TrashList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what is in the trash, the latest first.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try session.openLibrary()
    session.console.write(try Trash(workspace).list(), .trashed(in: workspace.root), as: session.format) {
      ["trash": .array($0)]
    }
  }
}

struct TrashRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Move assets back from the trash.",
    discussion: """
      A file returns to its path, or beside it under a number if another file is there now. Rating and tags are as they \
      were.
      """)

  @Argument(
    help: ArgumentHelp(
      "Ids (four digits or more) or paths; - reads them from standard input, one a line.", valueName: "id|path"))
  var names: [String] = []

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !names.isEmpty || NameList.mayBeEmpty else {
      throw ValidationError("Give ids or paths, or - to read them from standard input.")
    }
  }

  func run() async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    let trash = Trash(workspace)
    if names.isEmpty { session.console.note(NameList.nothing) }
    let list = try NameList(names, nul: common.nul)
    var unknown = LeftOut()
    let files = try trash.list()
    let found = try unknown.finding(list.names) { try trash.file(named: $0, among: files) }
    if dryRun {
      session.console.write(found, .trashed(in: workspace.root), as: session.format) {
        ["trash": .array($0), "refused": unknown.json]
      }
      return try unknown.tell(session.console, isAnythingDone: !found.isEmpty)
    }
    let known = unknown
    let (assets, left) = try await withInterrupt {
      var left = known
      let assets = try trash.restore(found) { left.note($0.path.description, $1) }
      return (assets, left)
    }
    session.console.write(assets, .assets(in: session.root), as: session.format) {
      ["assets": .array($0), "refused": left.json]
    }
    try left.tell(session.console, isAnythingDone: !assets.isEmpty)
  }
}

struct TrashEmpty: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "empty", abstract: "Remove what is in the trash for good.",
    discussion: """
      It asks on a terminal, and needs --yes elsewhere. That the assets were deleted stays known: 'alice organize' does \
      not take them in again.
      """)

  @Option(name: .long, help: ArgumentHelp("Only what was deleted that long ago, or before a date.", valueName: "30d"))
  var olderThan: String?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be removed.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    let trash = Trash(workspace)
    let moment = try olderThan.map { try Trash.moment($0, session.dates) }
    let planned = try trash.emptying(deletedBefore: moment)
    guard !dryRun, !planned.isEmpty else { return write(planned, LeftOut(), session) }
    let what = TrashEmpty.names(planned)
    guard session.confirm("remove \(what) for good, and free \(byteText(planned.bytes))?") else {
      throw Failure(.usage, "nothing was removed ('--yes' removes \(what) without a question)")
    }
    let (emptied, left) = try await withInterrupt {
      var left = LeftOut()
      let emptied = try trash.empty(deletedBefore: moment, planned: planned) { left.note($0.description, $1) }
      if Task.isCancelled { left.note("", CancellationError()) }
      return (emptied, left)
    }
    write(emptied, left, session)
    try left.tell(session.console, isAnythingDone: !emptied.isEmpty)
  }

  private func write(_ emptied: Trash.Emptied, _ left: LeftOut, _ session: Session) {
    session.console.write(emptied.files, .trashed(in: session.root), as: session.format) {
      ["removed": .array($0), "bytes": .number(JSONNumber(emptied.bytes)), "refused": left.json]
    }
    let would = dryRun ? "would be " : ""
    session.console.note(
      "\(TrashEmpty.names(emptied)) \(would)removed, \(byteText(emptied.bytes)) \(would)freed")
  }

  private static func names(_ emptied: Trash.Emptied) -> String {
    let others = emptied.otherCount
    return counted(emptied.files.count, "asset") + (others == 0 ? "" : " and \(counted(others, "other file"))")
  }
}

extension ListFormat<TrashedFile> {
  fileprivate static func trashed(in library: BytePath) -> ListFormat {
    ListFormat(
      json: { $0.json(in: library) }, paths: { [library.appending($0.place)] },
      columns: Columns(titles: ["ID", "DELETED", "BYTES", "PATH"], spare: ["BYTES"], placeholder: "the trash is empty")
      { file in
        [file.id.short, file.deleted.day, String(file.bytes), TerminalText(file.path.description).description]
      })
  }
}
