import AliceKit
import ArgumentParser

struct Tag: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Add tags with +tag, remove them with -tag.",
    usage: "alice tag [<options>] <id|file> ... [+<tag> ...] [-<tag> ...]",
    discussion: """
      The tags are written into the file, then into the catalog. A tag below 'album' is an album: \
      +album/best --before 88c0d1 puts an asset there before another one.
      """)

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @Option(
    name: .long, help: ArgumentHelp("Put the assets before this one of the album that they get into.", valueName: "id"))
  var before: String?

  @Flag(name: .long, help: "Put the assets at the end of the album that they get into, in the given order.")
  var last = false

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
    let albums = change.addedTags.compactMap(Album.name)
    guard before == nil && !last || albums.count == 1 && !(before != nil && last) else {
      throw Failure(.usage, "--before and --last put assets into the order of one album: add one tag '+album/NAME'")
    }
    try await Annotation(common: common, selection: selection, dryRun: dryRun).apply(change, to: names) {
      assets, workspace in
      guard before != nil || last, let album = albums.first else { return }
      let next = try before.map { try workspace.asset(named: BytePath($0)) }
      try AlbumOrder(album, in: workspace).put(assets, before: next)
    }
  }

  private func tag(_ word: String) throws -> String {
    let tag = String(word.dropFirst())
    guard AssetRecord.isTag(tag) else { throw Failure(.usage, "'\(TerminalText(word))' is not a tag") }
    return tag
  }
}
