import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Records or, with `--move`, removes sources whose copies are durable.
struct SourceDisposal {
  let workspace: Workspace
  let removes: Bool
  let log: OperationLog

  /// Records a batch before it is placed, so that a run that is interrupted in between can be undone.
  func announce(_ steps: [IngestStep]) throws {
    try log.append(
      steps.compactMap { step in
        guard case .place(let candidate, let destination) = step else { return nil }
        return .intended(
          IntendedStep(
            id: candidate.id, path: destination, source: candidate.origin.path,
            sourceFile: candidate.origin.stamp.withoutChange, added: candidate.record.added))
      })
  }

  /// Records all that only the journal can undo, then removes the sources. Returns the sources that should have been
  /// removed and were not; in a cancelled task, none is removed.
  func settle(_ candidates: [Candidate], _ outcomes: [Ingester.Outcome]) throws -> [OrganizeReport.Refused] {
    let fates = fates(candidates, outcomes)
    var steps: [OperationStep] = []
    let copies = Dictionary(grouping: candidates.indices, by: { candidates[$0].id })
    for (index, outcome) in outcomes.enumerated() {
      let others = (copies[candidates[index].id] ?? []).filter { $0 != index }.map { candidates[$0] }
      steps += self.steps(candidates[index], outcome, fates[index].departure, others: others)
    }
    try log.append(steps)
    var stayed: [KnownSource] = []
    var kept: [OrganizeReport.Refused] = []
    for (index, outcome) in outcomes.enumerated() {
      let candidate = candidates[index]
      // The next run recognises a source of a deleted asset without reading it.
      if case .refused(.deleted) = outcome { stayed.append(known(candidate)) }
      if case .refused = outcome { continue }
      if let departure = fates[index].departure, remove(candidate, departure) { continue }
      stayed.append(known(candidate))
      guard removes else { continue }
      kept.append(.init(file: candidate.origin.path, reason: Task.isCancelled ? .stopped : fates[index].reason))
    }
    try workspace.catalog.remember(sources: stayed)
    return kept
  }

  /// A source that can be removed, and the proof that it is in the library.
  private struct Departure {
    let step: RemovedSource
    let splice: Splice
    let placed: Placed
  }

  /// The decision about a source.
  private enum Fate {
    case goes(Departure)
    case stays(Refusal)

    var departure: Departure? { if case .goes(let departure) = self { departure } else { nil } }
    /// The reason why the source remains.
    var reason: Refusal { if case .stays(let reason) = self { reason } else { .notRemoved } }
  }

  private func fates(_ candidates: [Candidate], _ outcomes: [Ingester.Outcome]) -> [Fate] {
    var fates = zip(candidates, outcomes).map { removes && !Task.isCancelled ? fate($0, $1) : .stays(.stopped) }
    // A file that was in the library already need not be durable: the run that placed it may have been interrupted.
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
    if candidate.archive != nil { return .stays(.inArchive) }
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
    // Without an inverse, no undo could restore the source.
    guard let content = Rewriter.inverse(of: splice, from: candidate.file) else { return .stays(.unproved) }
    let step = RemovedSource(
      id: candidate.id, source: candidate.source, path: placed.path, file: placed.stamp.withoutChange, content: content,
      mode: candidate.file.mode, modified: candidate.file.stamp.modifiedNanoseconds,
      sidecars: candidate.ownSidecars.map { sidecar in
        RemovedSidecar(
          source: sidecar.file.path, bytes: sidecar.bytes, mode: sidecar.file.mode,
          modified: sidecar.file.stamp.modifiedNanoseconds)
      })
    return .goes(Departure(step: step, splice: splice, placed: placed))
  }

  /// `others` are the candidates of the same batch that have the same content: their metadata was merged.
  private func steps(
    _ candidate: Candidate, _ outcome: Ingester.Outcome, _ departure: Departure?, others: [Candidate]
  ) -> [OperationStep] {
    switch outcome {
    case .placed(let asset, let placement, let placed):
      let sidecar = placement.sidecar.flatMap { _ in
        try? workspace.library.stamp(of: placed.path.adding(suffix: ".xmp"))
      }
      var step = PlacedStep(
        id: asset.id, path: placed.path, file: placed.stamp.withoutChange, sidecar: sidecar?.withoutChange,
        source: candidate.origin.path, sourceFile: candidate.origin.stamp.withoutChange, removed: departure?.step)
      step.merged = others.filter { $0.adds(to: candidate) }.flatMap(\.givers)
      // With the source its sidecars are removed, and restored.
      if departure == nil { step.merged += candidate.givers.dropFirst() }
      return [.placed(step)]
    case .already(_, let undo):
      let merged = undo.map { [$0.merging(([candidate] + others).flatMap(\.givers))] } ?? []
      return merged + (departure.map { [.removed($0.step)] } ?? [])
    case .refused: return []
    }
  }

  /// Returns whether the source was removed; it stays if it cannot be proved to be in the library or cannot be removed.
  /// Its sidecars are removed first, so that an interrupted run leaves no orphaned sidecar.
  private func remove(_ candidate: Candidate, _ departure: Departure) -> Bool {
    guard !Task.isCancelled else { return false }
    do {
      let own = Set(departure.step.sidecars.map(\.source))
      let sidecars = candidate.beside.sidecars.filter { own.contains($0.file.path) }
      if !sidecars.isEmpty {
        try workspace.library.verify(candidate.file, departure.splice, departure.placed)
        for sidecar in sidecars {
          // The content of the sidecar is in the library and in the journal by now.
          try workspace.library.removeSidecar(sidecar.file.path, expecting: sidecar.file.stamp)
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
    KnownSource(path: candidate.source, stamp: candidate.origin.stamp, asset: candidate.id)
  }
}

extension Candidate {
  /// The files that its metadata was read from.
  fileprivate var givers: [MergedSource] {
    [MergedSource(path: origin.path, file: origin.stamp.withoutChange)]
      + ownSidecars.map { MergedSource(path: $0.file.path, file: $0.file.stamp.withoutChange) }
  }
}

extension OperationStep {
  fileprivate func merging(_ sources: [MergedSource]) -> OperationStep {
    guard case .rewrote(var step) = self else { return self }
    step.merged = sources
    return .rewrote(step)
  }
}
