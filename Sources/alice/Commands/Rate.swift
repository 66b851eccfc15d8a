import AliceKit
import ArgumentParser

struct Rate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rate", abstract: "Rate assets from 1 to 5; 0 removes the rating.",
    usage: """
      alice rate [<options>] <id|file> ... <stars>
      alice rate [<options>] --stars <n> <id|file> ...
      """,
    discussion: """
      The rating is written into the file, then into the catalog. Files stay where they are until 'alice organize'. \
      The stars may stand first as well, so that 'xargs alice rate 5' works.
      """)

  @Option(name: .long, help: ArgumentHelp("The stars, else the last word.", valueName: "n"))
  var stars: Int?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var names = selection.words
    let word = stars.map(String.init) ?? Rate.takeStars(from: &names)
    guard let stars = Int(word), (0...5).contains(stars) else {
      let isOnlyWord = self.stars == nil && names.isEmpty
      throw Failure(
        .usage,
        isOnlyWord
          ? "give one or more ids, and the stars from 0 to 5"
          : "the stars are a whole number from 0 to 5, not '\(TerminalText(word))'")
    }
    try await Annotation(common: common, selection: selection, dryRun: dryRun)
      .apply(.init(rating: .some(Rating(stars))), to: names)
  }

  /// Removes the stars: the last word, or the first one where the last is none. Ids have four digits or more.
  private static func takeStars(from names: inout [String]) -> String {
    let isFirst = names.last.map { !isStars($0) } ?? false && names.first.map(isStars) ?? false
    return (isFirst ? names.removeFirst() : names.popLast()) ?? ""
  }

  private static func isStars(_ word: String) -> Bool { word.count == 1 && Int(word) != nil }
}
