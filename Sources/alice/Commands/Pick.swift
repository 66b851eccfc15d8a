import AliceKit
import ArgumentParser

struct Pick: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pick", abstract: "Mark assets as picked or rejected.",
    discussion: """
      The mark is written into the file, then into the catalog; digiKam shows it as its pick label. It is independent \
      of the rating. 'alice search is:picked' finds what is picked, is:rejected what is rejected.
      """)

  @Flag(name: .long, help: "Reject the assets instead.")
  var reject = false

  @Flag(name: .long, help: "Remove the mark.")
  var clear = false

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !(reject && clear) else { throw ValidationError("--reject and --clear exclude each other.") }
  }

  func run() async throws {
    let pick: AliceKit.Pick? = clear ? nil : reject ? .rejected : .picked
    try await Annotation(common: common, selection: selection, dryRun: dryRun)
      .apply(.init(pick: .some(pick)), to: selection.words)
  }
}
