import AliceKit
import ArgumentParser

struct Rate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Rate assets from 1 to 5; 0 removes the rating.",
    usage: """
      alice rate [<options>] <id|file> ... <stars>
      alice rate [<options>] --stars <n> <id|file> ...
      """,
    discussion: """
      The rating is written into the file, then into the catalog. Files stay where they are until 'alice organize'.
      """)

  @Option(name: .long, help: ArgumentHelp("The stars, else the last word.", valueName: "n"))
  var stars: Int?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var names = selection.words
    guard let stars = stars ?? names.popLast().flatMap(Int.init), (0...5).contains(stars) else {
      throw Failure(.usage, "give one or more ids, then the stars from 0 to 5")
    }
    try await Annotation(common: common, selection: selection, dryRun: dryRun)
      .apply(.init(rating: .some(Rating(stars))), to: names)
  }
}
