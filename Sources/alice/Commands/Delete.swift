import AliceKit
import ArgumentParser

struct Delete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Move assets to the trash of the library.",
    discussion: """
      Sidecars and recipes beside a file go with it. 'alice undo' and 'alice trash restore' bring assets back as they \
      were; 'alice trash empty' removes them for good. 'alice organize' does not take them in again, unless told to \
      with --again.
      """)

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    let (assets, unknown) = try selection.assets(in: workspace, session, common)
    let trash = Trash(workspace)
    let isDryRun = dryRun
    let (report, left) = try await withInterrupt {
      var left = unknown
      func note(_ asset: Asset?, _ error: any Error) { left.note(asset?.path.description ?? "the journal", error) }
      let report =
        try isDryRun
        ? Trash.Report(of: trash.plan(assets, failed: note))
        : trash.delete(assets, failed: note)
      return (report, left)
    }
    session.console.write(report.deleted, .assets(in: session.root), as: session.format) {
      ["operation": JSONValue(report.operation), "assets": .array($0), "refused": left.json]
    }
    let count = report.deleted.count
    if count > 0 {
      session.console.note(
        isDryRun
          ? "\(count) would be moved to the trash"
          : "\(count) moved to the trash" + (report.operation.map { "; 'alice undo \($0)' brings them back" } ?? ""))
    }
    try left.tell(session.console, isAnythingDone: count > 0)
  }
}
