import AliceCatalog
import AliceLibrary

/// What happens to sources once their copies are durable: they are remembered, or removed where they were to be moved.
struct SourceSettlement {
  let workspace: Workspace
  let removes: Bool

  func settle(_ candidates: [Candidate], _ outcomes: [Ingester.Outcome]) throws {
    guard removes else {
      let rows = zip(candidates, outcomes).compactMap { candidate, outcome -> KnownSource? in
        if case .refused = outcome { return nil }
        return KnownSource(
          path: candidate.source, stamp: FileStampRow(candidate.file.stamp), outcome: .asset(candidate.id))
      }
      return try workspace.catalog.remember(sources: rows)
    }
    for (candidate, outcome) in zip(candidates, outcomes) {
      guard case .placed(_, let splice, let placed) = outcome else { continue }
      // A source that cannot be proved to be in the library stays where it is.
      try? workspace.library.removeSource(
        candidate.source, expecting: candidate.file.stamp, holding: splice, in: placed)
    }
  }
}
