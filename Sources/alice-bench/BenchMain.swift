import Foundation

/// Measures the time of `alice search`, the processor time of `alice organize` relative to exiftool, and on request the
/// time of thumbnails. It fails only
/// if it cannot measure: it does not judge the results.
@main
enum BenchMain {
  static func main() async {
    do {
      guard let options = try BenchOptions(CommandLine.arguments.dropFirst()) else { return print(BenchOptions.usage) }
      for count in options.thumbnails { try await ThumbnailBenchmark(program: options.program, count: count).run() }
      for count in options.pictures { try OrganizeBenchmark(program: options.program, count: count).run() }
      for count in options.counts {
        try withBenchmarkLibrary(count: count) { library in
          try SearchBenchmark(library: library, program: options.program, rounds: options.rounds).run()
        }
      }
    } catch let error as BenchOptions.Misuse {
      leave(2, "\(error.reason)\n\(BenchOptions.usage)")
    } catch {
      leave(1, "\(error)")
    }
  }

  private static func leave(_ status: Int32, _ message: String) -> Never {
    FileHandle.standardError.write(Data("alice-bench: \(message)\n".utf8))
    exit(status)
  }
}

/// The options of the command line.
struct BenchOptions {
  struct Misuse: Error { let reason: String }

  static let usage = """
    usage: alice-bench ALICE [--pictures 10000] [--counts 100000,1000000] [--rounds 25] [--thumbs 2000]
    ALICE is the program to measure. A library of a million assets takes 7 GB in $TMPDIR for a while, ten thousand
    pictures and their copies take 9. One of --pictures and --counts alone measures only that; --thumbs is measured
    only if it is given.
    """

  private(set) var program = ""
  private(set) var counts = [100_000, 1_000_000]
  private(set) var pictures = [10_000]
  private(set) var rounds = 25
  private(set) var thumbnails: [Int] = []

  /// Returns nil if the user asks for help.
  init?(_ arguments: ArraySlice<String>) throws(Misuse) {
    var rest = arguments
    let (asksSearch, asksPictures) = (arguments.contains("--counts"), arguments.contains("--pictures"))
    if asksSearch, !asksPictures { pictures = [] }
    if asksPictures, !asksSearch { counts = [] }
    if arguments.contains("--thumbs"), !asksSearch, !asksPictures { (counts, pictures) = ([], []) }
    while let argument = rest.popFirst() {
      switch argument {
      case "-h", "--help": return nil
      case "--counts": counts = try BenchOptions.numbers(rest.popFirst(), upTo: 10_000_000)
      case "--pictures": pictures = try BenchOptions.numbers(rest.popFirst(), upTo: 1_000_000)
      case "--thumbs": thumbnails = try BenchOptions.numbers(rest.popFirst(), upTo: 100_000)
      case "--rounds": rounds = try BenchOptions.numbers(rest.popFirst(), upTo: 1000)[0]
      case _ where argument.hasPrefix("-") || !program.isEmpty:
        throw Misuse(reason: "\(argument) is not a known argument")
      default: program = URL(fileURLWithPath: argument).path
      }
    }
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw Misuse(reason: "the program to measure does not exist")
    }
  }

  /// Parses a list of at least one number.
  private static func numbers(_ text: String?, upTo limit: Int) throws(Misuse) -> [Int] {
    let parts = (text ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }.filter { (1...limit).contains($0) }
    guard numbers.count == parts.count else { throw Misuse(reason: "expected numbers from 1 to \(limit)") }
    return numbers
  }
}
