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
    let word = stars.map(String.init) ?? names.popLast() ?? ""
    guard let stars = Int(word), (0...5).contains(stars) else {
      let isOnlyWord = self.stars == nil && names.isEmpty
      throw Failure(
        .usage,
        isOnlyWord
          ? "give one or more ids, then the stars from 0 to 5"
          : "the stars are a whole number from 0 to 5, not '\(TerminalText(word))'")
    }
    try await Annotation(common: common, selection: selection, dryRun: dryRun)
      .apply(.init(rating: .some(Rating(stars))), to: names)
  }
}
