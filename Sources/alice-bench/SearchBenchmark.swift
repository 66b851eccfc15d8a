import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation

/// Measures `alice search` as a whole process relative to `alice --version`, and the query alone relative to SQL's
/// `LIKE`.
struct SearchBenchmark {
  let library: BenchmarkLibrary
  let program: String
  let rounds: Int

  /// A word, and the share of assets that contain it.
  private struct Word {
    let text: String
    let share: String

    static let all = [
      Word(text: SyntheticWords.word(6), share: "50 %"), Word(text: SyntheticWords.word(250), share: "2 %"),
      Word(text: SyntheticWords.word(19_500), share: "0.02 %"),
    ]
  }

  private struct Command {
    let label: String
    let arguments: [String]
    /// The maximum ratio to the start of the program.
    let target: Double?
  }

  private static let quality = 4
  private static let limit = 50

  func run() throws {
    let commands = commands
    let times = try measure(commands)
    var report = Report(
      title: "\(library.count.formatted()) assets, a catalog of \(library.catalogSize / 1_000_000) MB; "
        + "whole processes, medians of \(rounds) rounds, as ratios to A",
      columns: ["", "wall", "CPU", "target"])
    let base = ProcessTime(median: times[0])
    for (command, times) in zip(commands, times) {
      report.add(command.label, ProcessTime(median: times), to: base, target: command.target)
    }
    FileHandle.standardOutput.write(Data((report.text + "\n").utf8))
    FileHandle.standardOutput.write(Data((try queries().text + "\n").utf8))
    FileHandle.standardOutput.write(Data((try CatalogSizes(catalog: library.catalogPath).text + "\n").utf8))
  }

  private var commands: [Command] {
    let search = ["search", "--library", library.path, "--quality-min", "\(SearchBenchmark.quality)"]
    let page = ["--limit", "\(SearchBenchmark.limit)"]
    var commands = [Command(label: "A   alice --version", arguments: ["--version"], target: nil)]
    for (label, options, target) in [
      ("B   search", page, target), ("B2  by relevance", page + ["--sort", "relevance"], nil),
      ("B3  --count", ["--count"], nil),
    ] {
      commands += Word.all.map { word in
        Command(label: "\(label), word in \(word.share)", arguments: search + options + [word.text], target: target)
      }
    }
    return commands
  }

  /// The targets are 10 ms above the start of the program at 100,000 assets and 50 ms at a million; the start takes
  /// about 7 ms.
  private var target: Double? {
    library.count <= 100_000 ? 3 : library.count <= 1_000_000 ? 8 : nil
  }

  /// Returns the times of every command. Each round runs all commands, so that a busy moment affects all of them.
  private func measure(_ commands: [Command]) throws -> [[ProcessTime]] {
    let timer = ProcessTimer(program: program, environment: ["HOME": library.path, "PATH": "/usr/bin:/bin"])
    var times: [[ProcessTime]] = commands.map { _ in [] }
    // The first round only fills the system's caches.
    for round in 0...rounds {
      for (index, command) in commands.enumerated() {
        let time = try timer.run(command.arguments)
        if round > 0 { times[index].append(time) }
      }
    }
    return times
  }

  private func queries() throws -> Report {
    let catalog = try Catalog(at: library.catalogPath)
    let like = try LikeScan(catalog: library.catalogPath)
    var report = Report(
      title: "C   the queries alone, in one process, best of 5; LIKE as ratio to alice, which also counts all it found",
      columns: ["", "found", "alice", "LIKE"])
    for word in Word.all {
      let query = try SearchQuery(
        parsing: "\(word.text) quality:>=\(SearchBenchmark.quality)", today: Timestamp(milliseconds: 0))
      report.add(
        "    \(SearchBenchmark.limit) of word in \(word.share)", found: try catalog.count(query),
        alice: try best { _ = try catalog.search(query, limit: SearchBenchmark.limit) },
        like: try best {
          _ = try like.newest(word.text, quality: SearchBenchmark.quality, limit: SearchBenchmark.limit)
        })
      report.add(
        "    count of word in \(word.share)", found: nil, alice: try best { _ = try catalog.count(query) },
        like: try best { _ = try like.count(word.text, quality: SearchBenchmark.quality) })
    }
    return report
  }

  private func best(_ body: () throws -> Void) rethrows -> Duration {
    let clock = ContinuousClock()
    return try (0..<5).map { _ in try clock.measure(body) }.reduce(.seconds(1_000_000)) { min($0, $1) }
  }
}

extension ProcessTime {
  /// Creates the median of each value; `times` must not be empty.
  init(median times: [ProcessTime]) {
    wall = times.map(\.wall).sorted()[times.count / 2]
    cpu = times.map(\.cpu).sorted()[times.count / 2]
    peak = times.map(\.peak).sorted()[times.count / 2]
  }
}
