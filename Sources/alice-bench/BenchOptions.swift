import Foundation

/// The options of the command line.
struct BenchOptions {
  struct Misuse: Error { let reason: String }

  static let usage = """
    usage: alice-bench ALICE [--short] [--page docs/performance.md] [--pictures 10000] [--scored 400]
             [--files 5000,60000] [--counts 100000,1000000] [--rounds 25] [--thumbs 2000] [--twins 100000]
    ALICE is the program to measure. All that is measured is printed as one table; --page also writes it into the page,
    under its heading "The last run". --short measures a tenth of everything, to see whether it works.
    A library of a million assets takes 7 GB in $TMPDIR for a while, ten thousand pictures and their copies take 9.
    If one of --pictures, --scored, --files and --counts is given, only those are measured that are; --thumbs and --twins are
    measured only if they are given, and have lines of their own.
    """

  private(set) var program = ""
  /// The page that gets the table.
  private(set) var page: String?
  private(set) var isShort = false
  /// The numbers of pictures of usual size, which are read and organized.
  private(set) var pictures: [Int] = []
  /// The numbers of pictures of a megapixel that are scored.
  private(set) var scored: [Int] = []
  /// The numbers of small files with which memory is measured.
  private(set) var files: [Int] = []
  /// The numbers of assets that are searched.
  private(set) var counts: [Int] = []
  private(set) var rounds = 0
  private(set) var thumbnails: [Int] = []
  /// The numbers of pictures that are compared with each other.
  private(set) var twins: [Int] = []

  /// Returns nil if the user asks for help.
  init?(_ arguments: ArraySlice<String>) throws(Misuse) {
    var rest = arguments
    var given: Int?
    while let argument = rest.popFirst() {
      switch argument {
      case "-h", "--help": return nil
      case "--short": isShort = true
      case "--page":
        guard let name = rest.popFirst() else { throw Misuse(reason: "--page needs a file") }
        page = name
      case "--counts": counts = try BenchOptions.numbers(rest.popFirst(), upTo: 10_000_000)
      case "--pictures": pictures = try BenchOptions.numbers(rest.popFirst(), upTo: 1_000_000)
      case "--scored": scored = try BenchOptions.numbers(rest.popFirst(), upTo: 100_000)
      case "--files": files = try BenchOptions.numbers(rest.popFirst(), upTo: 10_000_000)
      case "--thumbs": thumbnails = try BenchOptions.numbers(rest.popFirst(), upTo: 100_000)
      case "--twins": twins = try BenchOptions.numbers(rest.popFirst(), upTo: 10_000_000)
      case "--rounds": given = try BenchOptions.numbers(rest.popFirst(), upTo: 1000)[0]
      case _ where argument.hasPrefix("-") || !program.isEmpty:
        throw Misuse(reason: "\(argument) is not a known argument")
      default: program = URL(fileURLWithPath: argument).path
      }
    }
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw Misuse(reason: "the program to measure does not exist")
    }
    rounds = given ?? (isShort ? 7 : 25)
    if [counts, pictures, scored, files, thumbnails, twins].allSatisfy(\.isEmpty) { measureAll() }
  }

  private mutating func measureAll() {
    let share = isShort ? 10 : 1
    (pictures, scored) = ([10_000 / share], [400 / share])
    (files, counts) = ([5_000 / share, 60_000 / share], [100_000 / share, 1_000_000 / share])
  }

  /// Parses a list of at least one number.
  private static func numbers(_ text: String?, upTo limit: Int) throws(Misuse) -> [Int] {
    let parts = (text ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }.filter { (1...limit).contains($0) }
    guard numbers.count == parts.count else { throw Misuse(reason: "expected numbers from 1 to \(limit)") }
    return numbers
  }
}
