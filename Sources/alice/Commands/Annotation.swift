import AliceKit

/// The common part of `rate`, `tag` and the like: find the assets, change them, print them.
struct Annotation {
  let common: CommonOptions
  let selection: AssetSelection
  let dryRun: Bool
  /// What the user gets to know once something was changed.
  var note: String?

  /// Changes the assets that the selection names; `words` contains its names without the arguments of the command.
  ///
  /// `then` is called with what was changed, unless this is a dry run.
  func apply(
    _ change: Annotator.Change, to words: [String], then: ([Asset], Workspace) throws -> Void = { _, _ in }
  ) async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    let (assets, unknown) = try selection.assets(of: words, in: workspace, session, common)
    let annotator = Annotator(workspace)
    let isDryRun = dryRun
    let (changed, left) = try await withInterrupt {
      var left = unknown
      func note(_ asset: Asset?, _ error: any Error) { left.note(asset?.path.description ?? "the journal", error) }
      let changed =
        try isDryRun
        ? annotator.plan(change, for: assets, failed: note).map(\.asset)
        : annotator.apply(change, to: assets, failed: note)
      return (changed, left)
    }
    if !dryRun { try then(changed, workspace) }
    session.console.write(changed, .assets(in: session.root), as: session.format) {
      ["assets": .array($0), "refused": left.json]
    }
    if !session.format.isJSON, let note = ChangeNote(assets, changed, isPlan: isDryRun).text {
      session.console.note(note)
    }
    if let note, !changed.isEmpty, !session.format.isJSON { session.console.note(note) }
    try left.tell(session.console, isAnythingDone: !changed.isEmpty)
  }
}
