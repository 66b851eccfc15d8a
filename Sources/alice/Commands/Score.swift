import AliceKit
import ArgumentParser
import Synchronization

struct Score: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score pictures inside or outside of a library; nothing is changed.",
    discussion: "See docs/quality.md for the meaning and the limits of the score.")

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let (paths, left) = try paths(session)
    let scores = ListPrinter(.scores(session.console.style), on: session.console, as: session.format, pace: .each)
    let problems = Counter()
    var stop: (any Error)?
    do {
      try await session.watching(goOn: "the same command begins again") { [paths] progress in
        await FileScorer().score(paths, progress: progress) { result in
          scores.add(result)
          if result.problem != nil { problems.add() }
        }
        try Task.checkCancellation()
      }
    } catch {
      stop = error
    }
    scores.finish { ["scores": .array($0), "refused": left.json] }
    if let stop { throw stop }
    try left.tell(session.console, isAnythingDone: !paths.isEmpty)
    if problems.count > 0 { throw Failure(.partly) }
  }

  private func paths(_ session: Session) throws -> ([BytePath], LeftOut) {
    var finder = AssetFinder(session)
    var left = LeftOut()
    let names = try selection.names(common).names
    selection.tellOfNothing(names, session)
    let paths = try left.finding(names) { try finder.file($0) }
    let found = try selection.found(in: &finder, session, common)
    return (paths + found.map { session.root.appending($0.path) }, left)
  }
}

extension ListFormat<ScoredFile> {
  fileprivate static func scores(_ style: Style) -> ListFormat {
    ListFormat(json: \.json, line: { ScoreLine($0, style).text })
  }
}

/// A counter for several tasks.
private final class Counter: Sendable {
  private let value = Atomic(0)

  var count: Int { value.load(ordering: .relaxed) }

  func add() { value.add(1, ordering: .relaxed) }
}
