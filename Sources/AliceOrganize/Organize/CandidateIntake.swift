import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Ingests one batch after another, each under the library's lock, and updates the report.
struct CandidateIntake {
  let workspace: Workspace
  let planner: IngestPlanner
  let ingester: Ingester
  let disposal: SourceDisposal
  /// Whether assets are ingested that were deleted; they are then no longer known as deleted.
  let again: Bool
  let now: Timestamp

  func take(_ told: SourceFeed.FeedItem, _ report: inout OrganizeReport) async throws {
    switch told {
    case .already(let file, let id, let path): report.already.append(.init(source: file.path, id: id, path: path))
    case .refused(let file, let reason): report.refused.append(.init(file: file, reason: reason))
    case .skipped(let file, let reason): report.skipped.append(.init(file: file, reason: reason))
    case .candidates(let candidates): try await place(candidates, &report)
    }
  }

  private func place(_ candidates: [Candidate], _ report: inout OrganizeReport) async throws {
    let lock = try await workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    let steps = try planner.steps(for: candidates)
    try disposal.announce(steps)
    let outcomes = try ingester.apply(steps)
    for (candidate, outcome) in zip(candidates, outcomes) { note(candidate, outcome, &report) }
    workspace.keepThumbnails(of: zip(candidates, outcomes).filter { $1.isInLibrary }.map { $0.0 })
    if again { try forgetDeletions(of: outcomes) }
    for kept in try disposal.settle(candidates, outcomes) where kept.reason != .inArchive || !report.kept.contains(kept)
    {
      report.kept.append(kept)
    }
    if outcomes.contains(where: \.isStopped) { throw CancellationError() }
  }

  private func forgetDeletions(of outcomes: [Ingester.Outcome]) throws {
    let placed = outcomes.compactMap { if case .placed(let asset, _, _) = $0 { asset.id } else { nil } }
    let deleted = try workspace.deleted(among: placed)
    if !deleted.isEmpty { try workspace.journal().allowAgain(Array(deleted)) }
  }

  private func note(_ candidate: Candidate, _ outcome: Ingester.Outcome, _ report: inout OrganizeReport) {
    switch outcome {
    case .placed(let asset, _, _):
      report.placed.append(.init(source: candidate.source, id: asset.id, path: asset.path))
      report.tally.count(asset.record)
      if let damage = candidate.damage { report.damaged.append(.init(file: candidate.source, reason: damage)) }
      workspace.events.publish(.assetPlaced(asset, at: now))
    case .already(let asset, let undo):
      if undo != nil { report.enriched.insert(asset.id) }
      report.already.append(.init(source: candidate.source, id: asset.id, path: asset.path))
    case .refused(.stopped): return
    case .refused(.deleted): return report.skipped.append(.init(file: candidate.source, reason: .deleted))
    case .refused(let reason): return report.refused.append(.init(file: candidate.source, reason: reason))
    }
  }
}

extension Ingester.Outcome {
  fileprivate var isInLibrary: Bool {
    switch self {
    case .placed, .already: true
    case .refused: false
    }
  }

  /// Whether the run was cancelled before the file was processed.
  fileprivate var isStopped: Bool { if case .refused(.stopped) = self { true } else { false } }
}
