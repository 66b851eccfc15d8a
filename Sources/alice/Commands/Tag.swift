import AliceKit
import ArgumentParser

struct Tag: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add tags with +tag, remove them with -tag.",
    discussion: """
      alice tag 3f9a1c +mountain +"golden hour" -draft
      The tags are written into the file, then into the catalog.
      """)

  @Argument(help: ArgumentHelp("Ids or files, then +tag and -tag.", valueName: "id… +tag -tag"))
  var arguments: [String]

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    var change = Annotator.Change()
    var names: [String] = []
    for argument in DashWords.unmarked(arguments) {
      if argument.hasPrefix("+") {
        change.addedTags.append(try tag(argument))
      } else if argument.hasPrefix("-") {
        change.removedTags.append(try tag(argument))
      } else {
        names.append(argument)
      }
    }
    guard !names.isEmpty, !(change.addedTags + change.removedTags).isEmpty else {
      throw Failure(.usage, "give one or more ids, then +tag or -tag")
    }
    try await Annotation(common: common, dryRun: dryRun).apply(change, to: names)
  }

  private func tag(_ argument: String) throws -> String {
    let tag = String(argument.dropFirst())
    guard AssetRecord.isTag(tag) else { throw Failure(.usage, "'\(TerminalText(argument))' is not a tag") }
    return tag
  }
}
