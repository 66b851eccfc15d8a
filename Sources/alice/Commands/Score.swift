import AliceKit
import ArgumentParser

struct Score: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score pictures inside or outside of a library; nothing is changed.",
    discussion: "See docs/quality.md for the meaning and the limits of the score.")

  @Argument(help: ArgumentHelp("Pictures.", valueName: "file"))
  var files: [String]

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    var left = LeftOut()
    let paths = try left.finding(files) { name in
      let path = BytePath(name)
      guard path.exists else { throw Failure(.usage, "there is no file '\(TerminalText(name))'") }
      return path
    }
    let collected = ScoreList()
    do {
      try await session.watching { progress in
        await FileScorer().score(paths, progress: progress) { result in
          switch session.format {
          case .json: collected.append(result.json)
          case .jsonLines: session.console.write(lines: [result.json])
          case .people, .paths, .nulPaths: session.console.writeLine(ScoreLine(result, session.console.style).text)
          }
          if result.problem != nil { collected.countProblem() }
        }
        try Task.checkCancellation()
      }
    } catch {
      left.note("", error)
    }
    if case .json = session.format {
      session.console.write(document: ["scores": .array(collected.values), "refused": left.json])
    }
    try left.tell(session.console, isAnythingDone: !paths.isEmpty)
    if collected.problems > 0 { throw Failure(.partly) }
  }
}
