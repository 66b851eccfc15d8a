import AliceKit
import ArgumentParser

struct Rate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Rate assets from 1 to 5; 0 removes the rating.",
    discussion:
      "The rating is written into the file, then into the catalog. Files stay where they are until 'alice organize'.")

  @Argument(help: ArgumentHelp("Ids or files, and the stars last.", valueName: "id… stars"))
  var arguments: [String]

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    guard arguments.count >= 2, let last = arguments.last, let stars = Int(last), (0...5).contains(stars) else {
      throw Failure(.usage, "give one or more ids, then the stars from 0 to 5")
    }
    try await Annotation(common: common, dryRun: dryRun)
      .apply(.init(rating: .some(Rating(stars))), to: Array(arguments.dropLast()))
  }
}
