import AliceKit

/// The common part of `rate` and `tag`: find the assets, change them, print them.
struct Annotation {
  let common: CommonOptions
  let dryRun: Bool

  func apply(_ change: Annotator.Change, to names: [String]) async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    let isDryRun = dryRun
    let (changed, left) = try await withInterrupt {
      var left = LeftOut()
      let assets = try left.finding(names) { try workspace.asset(named: $0) }
      let job = Annotator(workspace)
      func note(_ asset: Asset?, _ error: any Error) { left.note(asset?.path.description ?? "the journal", error) }
      let changed =
        try isDryRun
        ? job.plan(change, for: assets, failed: note).map(\.asset)
        : job.apply(change, to: assets, failed: note)
      return (changed, left)
    }
    session.console.write(changed, .assets(in: session.root), as: session.format) {
      ["assets": .array($0), "refused": left.json]
    }
    try left.tell(session.console, isAnythingDone: !changed.isEmpty)
  }
}
