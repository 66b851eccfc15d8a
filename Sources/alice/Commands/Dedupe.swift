import AliceKit
import ArgumentParser

struct Dedupe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dedupe", abstract: "Find images and films that look alike, and keep the best of each.",
    discussion: """
      Looks at every image and film of the library, or of the query, once, and remembers how it looks. Another \
      compression, another size, a small crop, a blur or a text on it make a copy; flat images are not compared. Films \
      are compared by three of their frames, which ffmpeg decodes. Of each group it \
      keeps the one that is rated best, else the picked one, the largest, the best by score, the one with a recipe, or \
      the oldest, and tells why. Without --apply it changes no file.
      --apply moves the others to the trash, after their ratings, tags, albums, notes, recipes and parents were written \
      into the one that stays; 'alice undo' takes all of it back. Mirrored and turned copies are told, and stay unless \
      --turned is given.
      is:dup finds what looks like another asset, dup:ID what looks like one.
      """)

  @Argument(help: ArgumentHelp("Where to look, as in 'alice search'; without words everywhere.", valueName: "query"))
  var words: [String] = []

  @Flag(name: .long, help: "Move all but the best of each group to the trash.")
  var apply = false

  @Flag(name: .long, help: "With --apply: move mirrored and turned copies, too.")
  var turned = false

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done; write nothing, not even how images look.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let text = DashWords.unmarked(words).joined(separator: " ")
    // A wrong query is told before a missing library.
    let readable = try session.openLibrary(for: text)
    let query = try session.query(text, in: readable)
    let isApplied = apply && !dryRun
    let workspace = try isApplied ? session.openLibraryForWriting() : readable
    let finder = DuplicateFinder(workspace, records: !dryRun)
    let found = try await session.watching(
      goOn: dryRun ? "nothing was written" : "what was compared is kept, and the same command does the rest"
    ) { try await finder.run(query, progress: $0) }
    let wanted = found.groups.filter { turned || $0.turn == .same }
    let (report, left) =
      try await isApplied ? remove(wanted, workspace) : (Deduplicator.Report(), LeftOut())
    tell(found, report, left, session)
    tell(wanted, of: found, report, session.console)
    for sentence in found.undecoded.sentences(done: "compared") { session.console.note(sentence) }
    for path in found.unread { session.console.error("could not be read: \(TerminalText(path.description))") }
    try left.tell(
      session.console, isAnythingDone: !report.deleted.isEmpty,
      stopped: "stopped: \(report.deleted.count) moved to the trash; the same command does the rest")
    if !found.unread.isEmpty { throw Failure(.partly) }
  }

  private func remove(
    _ groups: [DuplicateGroup], _ workspace: Workspace
  ) async throws -> (Deduplicator.Report, LeftOut) {
    try await withInterrupt {
      var left = LeftOut()
      let report = try Deduplicator(workspace).apply(groups) { asset, error in
        left.note(asset?.path.description ?? "the journal", error)
      }
      return (report, left)
    }
  }

  private func tell(
    _ found: DuplicateFinder.Result, _ report: Deduplicator.Report, _ left: LeftOut, _ session: Session
  ) {
    let list = ListFormat<DuplicateGroup>.groups(in: session.root, turned: turned)
    session.console.write(found.groups, list, as: session.format) { groups in
      [
        "compared": JSONValue(found.compared.total), "not_compared": found.undecoded.json, "groups": .array(groups),
        "operation": JSONValue(report.operation),
        "deleted": .array(report.deleted.map { .string($0.id.hex) }), "refused": left.json,
      ]
    }
  }

  private func tell(
    _ wanted: [DuplicateGroup], of found: DuplicateFinder.Result, _ report: Deduplicator.Report, _ console: Console
  ) {
    let copies = wanted.reduce(0) { $0 + $1.others.count }
    let turnedCopies = found.groups.reduce(0) { $0 + $1.others.count } - copies
    let compared = "compared \(found.compared.phrase)"
    if let operation = report.operation {
      console.note("\(report.deleted.count) moved to the trash; 'alice undo \(operation)' brings them back")
    } else if copies > 0 {
      let hint = apply ? "would be moved to the trash" : "more than needed; '--apply' moves them to the trash"
      console.note("\(compared): \(copies) \(hint)")
    } else {
      console.note("\(compared): no copies")
    }
    if turnedCopies > 0 {
      let verb = turnedCopies == 1 ? "is a copy that is" : "are copies that are"
      console.note("\(turnedCopies) \(verb) mirrored or turned; '--turned' counts them, too")
    }
  }
}

extension ListFormat<DuplicateGroup> {
  /// A pipe gets the files that would go.
  fileprivate static func groups(in library: BytePath, turned: Bool) -> ListFormat {
    ListFormat(
      json: \.json,
      paths: { group in
        turned || group.turn == .same ? group.others.map { library.appending($0.path) } : []
      },
      text: { $0.text })
  }
}

extension DuplicateGroup {
  /// A line for what the group is, and one for each asset.
  fileprivate var text: String {
    let kind = distance.map { "near, \($0) of 255 bits differ" } ?? "exact"
    let lines = others.map { line(turn == .same ? "copy  " : "turned", $0) }
    let title = kind + (turn == .same ? "" : ", \(turn)")
    return ([title, line("keep  ", keeper) + " (\(reason.sentence(keeper)))"] + lines).joined(separator: "\n")
  }

  private func line(_ word: String, _ asset: Asset) -> String {
    let size = "\(asset.facts.width ?? 0) × \(asset.facts.height ?? 0)"
    return "  \(asset.id.short)  \(word)  \(size)  \(TerminalText(asset.path.description))"
  }
}
