import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation

/// Measures `alice search` as a whole process over `alice --version`, and the query alone beside SQL's `LIKE`.
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
  }

  private static let quality = 4
  private static let limit = 50

  func run(_ table: inout BenchTable) throws {
    table.begin("\(library.count.formatted()) assets, a search as a whole process, over the start")
    let commands = commands
    let times = try measure(commands)
    let base = ProcessTime(median: times[0])
    for (command, times) in zip(commands, times).dropFirst() {
      let time = ProcessTime(median: times)
      table.add(
        command.label, Figure.over(base, time), beside: "memory \(Figure.megabytes(time.peak))",
        bound: "the pages of SQLite that the words, the order and \(SearchBenchmark.limit) rows are in")
    }
    try addQueries(&table)
    let sizes = try CatalogSizes(catalog: library.catalogPath)
    table.add(
      "catalog, for each asset", String(format: "%.2f KB", sizes.each / 1000), beside: sizes.largest,
      bound: "the prompts, twice: as text and as words")
  }

  private var commands: [Command] {
    let search = ["search", "--library", library.path, "--quality-min", "\(SearchBenchmark.quality)"]
    let page = ["--limit", "\(SearchBenchmark.limit)"]
    var commands = [Command(label: "", arguments: ["--version"])]
    for (label, options) in [
      ("newest 50", page), ("50 by relevance", page + ["--sort", "relevance"]), ("count", ["--count"]),
    ] {
      commands += Word.all.map { word in
        Command(label: "\(label), a word in \(word.share)", arguments: search + options + [word.text])
      }
    }
    return commands
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

  /// Measures the queries alone, in this process: also what a user types, letter by letter.
  private func addQueries(_ table: inout BenchTable) throws {
    let catalog = try Catalog(at: library.catalogPath)
    let like = try LikeScan(catalog: library.catalogPath)
    for word in Word.all {
      let query = try query("\(word.text) quality:>=\(SearchBenchmark.quality)")
      let alice = try best { _ = try catalog.search(query, limit: SearchBenchmark.limit) }
      let other = try best {
        _ = try like.newest(word.text, quality: SearchBenchmark.quality, limit: SearchBenchmark.limit)
      }
      table.add(
        "the query alone, a word in \(word.share)", Figure.milliseconds(alice),
        beside: "LIKE \(Figure.milliseconds(other)): \(Figure.ratio(other / alice))", bound: "the same pages, in memory"
      )
    }
    let typed = Word.all[1].text
    let keystrokes = try (1...typed.count).map { length in
      let query = try query("\(typed.prefix(length))*")
      return try best { _ = try catalog.search(query, limit: SearchBenchmark.limit) }
    }
    table.add(
      "a prefix, for each keystroke",
      "\(Figure.milliseconds(keystrokes.reduce(.zero, +) / keystrokes.count)), at most "
        + Figure.milliseconds(keystrokes.max() ?? .zero),
      bound: "the words with the prefix, of which one letter has most")
  }

  private func query(_ text: String) throws -> SearchQuery {
    try SearchQuery(parsing: text, today: Timestamp(milliseconds: 0))
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
