import AliceKit
import ArgumentParser

struct Tag: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add tags with +tag, remove them with -tag.",
    usage: "alice tag [<options>] <id|file> ... [+<tag> ...] [-<tag> ...]",
    discussion: """
      alice tag 3f9a1c +mountain +"golden hour" -draft
      The tags are written into the file, then into the catalog.
      """)

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var change = Annotator.Change()
    var names: [String] = []
    for word in DashWords.unmarked(selection.words) {
      switch word.first {
      case "+": change.addedTags.append(try tag(word))
      case "-" where word != "-": change.removedTags.append(try tag(word))
      default: names.append(word)
      }
    }
    guard !(change.addedTags + change.removedTags).isEmpty else {
      throw Failure(.usage, "give one or more ids, then +tag or -tag")
    }
    try await Annotation(common: common, selection: selection, dryRun: dryRun).apply(change, to: names)
  }

  private func tag(_ word: String) throws -> String {
    let tag = String(word.dropFirst())
    guard AssetRecord.isTag(tag) else { throw Failure(.usage, "'\(TerminalText(word))' is not a tag") }
    return tag
  }
}
