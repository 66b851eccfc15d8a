import AliceKit

/// What `rate` and `tag` share: find the assets, change them, print them.
struct Annotation {
  let common: CommonOptions
  let dryRun: Bool

  func apply(_ change: AnnotateJob.Change, to names: [String]) async throws {
    let session = try await Session(common)
    let workspace = try session.openLibrary()
    let assets = try names.map { try workspace.asset(named: $0) }
    let job = AnnotateJob(workspace)
    var failures: [Failure] = []
    let changed =
      try dryRun
      ? job.plan(change, for: assets)
      : job.apply(change, to: assets) { asset, error in failures.append(failure(asset, error)) }
    session.console.write(assets: changed, in: session.root, as: session.format) { ["assets": .array($0)] }
    for failure in failures { session.console.error(failure.message ?? "") }
    if !failures.isEmpty { throw Failure(changed.isEmpty ? failures[0].status : .partly) }
  }

  /// Says which file it was, and why.
  private func failure(_ asset: Asset?, _ error: any Error) -> Failure {
    let failure = Failure(describing: error)
    if case AliceError.notMedia = error { return failure }
    let what = asset.map { TerminalText($0.path.description).description } ?? "the journal"
    return Failure(failure.status, "\(what): \(failure.message ?? "")")
  }
}
