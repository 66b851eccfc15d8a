import AliceKit
import ArgumentParser
import Synchronization

struct Score: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Score pictures and films inside or outside of a library; no file is changed.",
    discussion: """
      See docs/quality.md for the meaning and the limits of the score. Films, GIF, AVIF, JPEG XL and TIFF are decoded by \
      ffmpeg, and HEIC by heif-convert, if they are installed. What pictures of the library show and their colours are \
      recorded in the catalog, for like: and colour: in searches.
      """)

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    var finder = AssetFinder(session)
    let (paths, left) = try paths(&finder, session)
    // What is seen in a picture of the library is recorded; no library is needed.
    let workspace = try? finder.workspace()
    let seen = SeenPictures(workspace)
    let scores = ListPrinter(.scores(session.console.style), on: session.console, as: session.format, pace: .each)
    let problems = Counter()
    let tally = NotScoredTally()
    var stop: (any Error)?
    do {
      try await session.watching(goOn: "the same command begins again") { [paths] progress in
        await FileScorer(library: workspace?.root).score(paths, progress: progress) { result in
          scores.add(result)
          seen.add(result)
          if result.isFailed { problems.add() }
          if let reason = result.notScored { tally.add(reason, result.kind) }
        }
        try Task.checkCancellation()
      }
    } catch {
      stop = error
    }
    seen.finish()
    scores.finish { ["scores": .array($0), "refused": left.json] }
    for sentence in tally.files.sentences { session.console.note(sentence) }
    if let stop { throw stop }
    try left.tell(session.console, isAnythingDone: !paths.isEmpty)
    if problems.count > 0 { throw Failure(.partly) }
  }

  private func paths(_ finder: inout AssetFinder, _ session: Session) throws -> ([BytePath], LeftOut) {
    var left = LeftOut()
    let names = try selection.names(common).names
    selection.tellOfNothing(names, session)
    let paths = try left.finding(names) { try finder.file($0) }
    let found = try selection.found(in: &finder, session, common)
    return (paths + found.map { session.root.appending($0.path) }, left)
  }
}

extension ScoredFile {
  /// Whether the file could not be scored, although all that it needs is installed.
  fileprivate var isFailed: Bool { if case .failed = notScored { true } else { problem != nil } }
}

extension ListFormat<ScoredFile> {
  fileprivate static func scores(_ style: Style) -> ListFormat {
    ListFormat(json: \.json, line: { ScoreLine($0, style).text })
  }
}

/// Records what scoring saw, some pictures at a time.
private final class SeenPictures: Sendable {
  private static let batch = 64

  private let workspace: Workspace?
  private let waiting = Mutex<[ScoredPicture]>([])

  init(_ workspace: Workspace?) { self.workspace = workspace }

  func add(_ file: ScoredFile) {
    guard let picture = file.seen else { return }
    let full = waiting.withLock { waiting in
      waiting.append(picture)
      return waiting.count < SeenPictures.batch ? [] : SeenPictures.emptied(&waiting)
    }
    keep(full)
  }

  func finish() { keep(waiting.withLock { SeenPictures.emptied(&$0) }) }

  private static func emptied(_ waiting: inout [ScoredPicture]) -> [ScoredPicture] {
    defer { waiting = [] }
    return waiting
  }

  private func keep(_ pictures: [ScoredPicture]) {
    if !pictures.isEmpty { workspace?.keep(pictures.map { (asset: $0.id, picture: $0.picture) }) }
  }
}

/// A counter for several tasks.
private final class Counter: Sendable {
  private let value = Atomic(0)

  var count: Int { value.load(ordering: .relaxed) }

  func add() { value.add(1, ordering: .relaxed) }
}
