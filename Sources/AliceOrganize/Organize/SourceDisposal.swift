import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// What happens to sources once their copies are durable: they are remembered, or removed where they were to be moved.
struct SourceDisposal {
  let workspace: Workspace
  let removes: Bool
  let log: OperationLog

  /// Before a batch is placed: a run that is cut off between placing and writing it down can be undone by this.
  func announce(_ steps: [IngestStep]) throws {
    try log.append(
      steps.compactMap { step in
        guard case .place(let candidate, let destination) = step else { return nil }
        return .intended(
          IntendedStep(
            id: candidate.id, path: destination, source: candidate.source,
            sourceFile: candidate.file.stamp.withoutChange, added: candidate.record.added))
      })
  }

  /// Everything that only the journal could undo stands in it before it is done. Returns the sources that were to go and
  /// stayed; in a task that is cancelled they all stay.
  func settle(_ candidates: [Candidate], _ outcomes: [Ingester.Outcome]) throws -> [OrganizeReport.Refused] {
    let fates = fates(candidates, outcomes)
    var steps: [OperationStep] = []
    for (index, outcome) in outcomes.enumerated() {
      steps += self.steps(candidates[index], outcome, fates[index].departure)
    }
    try log.append(steps)
    var stayed: [KnownSource] = []
    var kept: [OrganizeReport.Refused] = []
    for (index, outcome) in outcomes.enumerated() {
      if case .refused = outcome { continue }
      let candidate = candidates[index]
      if let departure = fates[index].departure, remove(candidate, departure) { continue }
      stayed.append(known(candidate))
      guard removes else { continue }
      kept.append(.init(file: candidate.source, reason: Task.isCancelled ? .stopped : fates[index].reason))
    }
    try workspace.catalog.remember(sources: stayed)
    return kept
  }

  /// A source that can go, and the proof that it is in the library.
  private struct Departure {
    let step: RemovedSource
    let splice: Splice
    let placed: Placed
  }

  /// What is to become of a source.
  private enum Fate {
    case goes(Departure)
    case stays(Refusal)

    var departure: Departure? { if case .goes(let departure) = self { departure } else { nil } }
    /// Why it is still there.
    var reason: Refusal { if case .stays(let reason) = self { reason } else { .notRemoved } }
  }

  private func fates(_ candidates: [Candidate], _ outcomes: [Ingester.Outcome]) -> [Fate] {
    var fates = zip(candidates, outcomes).map { removes && !Task.isCancelled ? fate($0, $1) : .stays(.stopped) }
    // What this run found in the library need not be durable: the run that brought it there may have been cut off before.
    let found = zip(outcomes, fates).enumerated().compactMap { index, pair -> (index: Int, path: BytePath)? in
      guard case .already = pair.0, let departure = pair.1.departure else { return nil }
      return (index, departure.placed.path)
    }
    for (item, failure) in zip(found, workspace.library.secure(found.map(\.path))) where failure != nil {
      fates[item.index] = .stays(.notRemoved)
    }
    return fates
  }

  private func fate(_ candidate: Candidate, _ outcome: Ingester.Outcome) -> Fate {
    switch outcome {
    case .placed(_, let placement, let placed): return fate(candidate, placement.splice, placed)
    case .already(let asset, _):
      switch SourceProof(library: workspace.library).finding(candidate, in: asset) {
      case .contained(let splice, let placed): return fate(candidate, splice, placed)
      case .stays(let reason): return .stays(reason)
      }
    case .refused(let reason): return .stays(reason)
    }
  }

  private func fate(_ candidate: Candidate, _ splice: Splice, _ placed: Placed) -> Fate {
    // Without it no undo could make the source again.
    guard let content = Rewriter.inverse(of: splice, from: candidate.file) else { return .stays(.unproved) }
    let step = RemovedSource(
      id: candidate.id, source: candidate.source, path: placed.path, file: placed.stamp.withoutChange, content: content,
      mode: candidate.file.mode, modified: candidate.file.stamp.modifiedNanoseconds,
      recipeSidecars: candidate.ownSidecars.map { sidecar in
        RemovedSidecar(
          source: sidecar.file.path, bytes: sidecar.bytes, mode: sidecar.file.mode,
          modified: sidecar.file.stamp.modifiedNanoseconds)
      })
    return .goes(Departure(step: step, splice: splice, placed: placed))
  }

  private func steps(
    _ candidate: Candidate, _ outcome: Ingester.Outcome, _ departure: Departure?
  ) -> [OperationStep] {
    switch outcome {
    case .placed(let asset, let placement, let placed):
      let sidecar = placement.sidecar.flatMap { _ in
        try? workspace.library.stamp(of: placed.path.adding(suffix: ".xmp"))
      }
      return [
        .placed(
          PlacedStep(
            id: asset.id, path: placed.path, file: placed.stamp.withoutChange, sidecar: sidecar?.withoutChange,
            source: candidate.source, sourceFile: candidate.file.stamp.withoutChange, removed: departure?.step))
      ]
    case .already(_, let undo): return (undo.map { [$0] } ?? []) + (departure.map { [.removed($0.step)] } ?? [])
    case .refused: return []
    }
  }

  /// False where the source stays: it cannot be proved to be in the library, or cannot be removed. What stands beside it goes
  /// first, so that a run that is cut off leaves nothing without its picture.
  private func remove(_ candidate: Candidate, _ departure: Departure) -> Bool {
    guard !Task.isCancelled else { return false }
    do {
      let own = Set(departure.step.recipeSidecars.map(\.source))
      let sidecars = candidate.beside.sidecars.filter { own.contains($0.file.path) }
      if !sidecars.isEmpty {
        try workspace.library.verify(candidate.file, departure.splice, departure.placed)
        for sidecar in sidecars {
          // What it says stands in the library and in the journal by now.
          try workspace.library.removeRecipeSidecar(sidecar.file.path, expecting: sidecar.file.stamp)
        }
      }
      try workspace.library.removeSource(
        candidate.source, expecting: candidate.file.stamp, holding: departure.splice, in: departure.placed)
      return true
    } catch {
      return false
    }
  }

  private func known(_ candidate: Candidate) -> KnownSource {
    KnownSource(path: candidate.source, stamp: candidate.file.stamp, asset: candidate.id)
  }
}
