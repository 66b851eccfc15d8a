import Foundation

/// Measures the program as its users run it, and prints one table: reading, organizing, scoring, searching, memory, sizes,
/// with other programs in the same run where they are installed. It fails only if it cannot measure: it does not judge
/// the results.
@main
enum BenchMain {
  static func main() async {
    do {
      guard let options = try BenchOptions(CommandLine.arguments.dropFirst()) else { return print(BenchOptions.usage) }
      for count in options.thumbnails { try await ThumbnailBenchmark(program: options.program, count: count).run() }
      for count in options.twins { TwinBenchmark(count: count).run() }
      let table = try measured(options)
      guard !table.isEmpty else { return }
      let text = Machine().description + (options.isShort ? ", a short run" : "") + "\n\n" + table.markdown
      print(text)
      if let page = options.page { try PerformancePage(page).write(text) }
    } catch let error as BenchOptions.Misuse {
      leave(2, "\(error.reason)\n\(BenchOptions.usage)")
    } catch {
      leave(1, "\(error)")
    }
  }

  private static func measured(_ options: BenchOptions) throws -> BenchTable {
    var table = BenchTable()
    if !(options.pictures + options.scored + options.files + options.counts).isEmpty {
      try StartBenchmark(program: options.program, rounds: options.rounds).run(&table)
    }
    for count in options.pictures { try OrganizeBenchmark(program: options.program, count: count).run(&table) }
    for count in options.scored { try ScoreBenchmark(program: options.program, count: count).run(&table) }
    for count in options.counts {
      try withBenchmarkLibrary(count: count) { library in
        try SearchBenchmark(library: library, program: options.program, rounds: options.rounds).run(&table)
      }
    }
    if !options.files.isEmpty {
      try MemoryBenchmark(program: options.program, counts: options.files).run(&table)
    }
    return table
  }

  private static func leave(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("alice-bench: \(message)\n".utf8))
    exit(status)
  }
}

/// Tells the user what is being done.
func tell(_ text: String) { FileHandle.standardError.write(Data((text + " …\n").utf8)) }
