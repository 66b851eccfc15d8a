import AliceCatalog
package import AliceLibrary
import AliceMedia

/// Applies steps: embeds metadata, places files durably in batches, and records them in the catalog.
package struct Ingester: Sendable {
  package let workspace: Workspace
  /// How to link files whose bytes need no change; nil copies all.
  package var link: FileLink?
  /// Receives the reason why a file could not be placed.
  package var told: (@Sendable (LibraryError) -> Void)?

  package init(workspace: Workspace, link: FileLink? = nil, told: (@Sendable (LibraryError) -> Void)? = nil) {
    self.workspace = workspace
    self.link = link
    self.told = told
  }

  /// The result of one step.
  package enum Outcome: Sendable {
    /// The file was copied.
    case placed(Asset, Placement, Placed)
    /// The asset existed; `undo` describes what was written into its file, if anything.
    case already(Asset, undo: OperationStep?)
    case refused(Refusal)
  }

  /// Returns the outcomes in the order of the steps. Throws only what ends the run, such as a full disk under the
  /// catalog.
  package func apply(_ steps: [IngestStep]) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    var prepared: [Prepared] = []
    var found: [CatalogEntry] = []
    for step in steps {
      switch step {
      case .already(_, let existing): outcomes.append(.already(existing, undo: nil))
      case .found(_, let entry):
        found.append(entry)
        outcomes.append(.already(entry.asset, undo: nil))
      case .enrich(let candidate, let existing, let record):
        outcomes.append(enrich(existing, record, with: candidate))
      case .join: outcomes.append(.refused(.notPlaced))
      case .skip: outcomes.append(.refused(.deleted))
      case .refuse(_, let reason): outcomes.append(.refused(reason))
      case .place(let candidate, let destination):
        do {
          let item = try prepare(candidate, destination: destination, index: outcomes.count)
          // What was read after a cancellation may be incomplete.
          let isStopped = candidate.file.isCancelled
          if !isStopped { prepared.append(item) }
          outcomes.append(.refused(isStopped ? .stopped : .notPlaced))
        } catch {
          outcomes.append(.refused(candidate.file.isCancelled ? .stopped : .malformed))
        }
      }
    }
    let placed = place(prepared)
    for (index, done) in placed { outcomes[index] = done.outcome }
    for case (let index, .join(_, let first)) in steps.enumerated() { outcomes[index] = outcomes[first].asSeenAgain }
    try workspace.catalog.record(found + placed.compactMap(\.done.entry))
    return outcomes
  }

  /// Writes the merged record into the library's file. If that fails, the asset stays as it was and the source is tried
  /// again later.
  private func enrich(_ existing: Asset, _ record: AssetRecord, with candidate: Candidate) -> Outcome {
    let rewriter = Rewriter(workspace: workspace, untilCancelled: candidate.file.endsWithTask)
    guard !candidate.file.isCancelled, let current = try? rewriter.current(existing).record,
      let enriched = try? rewriter.rewrite(existing, as: current.adding(record, to: existing.record))
    else { return .refused(candidate.file.isCancelled ? .stopped : .notPlaced) }
    return .already(enriched.asset, undo: enriched.step)
  }

  private struct Prepared {
    let index: Int
    let candidate: Candidate
    var asset: Asset
    var placement: Placement
    let raw: String?
  }

  /// Prepares the placement of a candidate. `orphan` is a sidecar of the asset at the destination that has no file.
  private func prepare(
    _ candidate: Candidate, destination: BytePath, index: Int, orphan: [UInt8]? = nil
  ) throws -> Prepared {
    let beside = orphan ?? candidate.beside.sidecarBytes
    let embedding = try MediaFile.embed(
      candidate.record, into: candidate.file, inspection: candidate.inspection, sidecar: beside)
    var facts = candidate.inspection.facts
    var placement = Placement(
      source: .file(candidate.file), splice: Splice(copying: candidate.file.byteCount), destination: destination,
      recipeSidecars: candidate.beside.recipeSidecars.map { RecipeSidecar(name: $0.name, bytes: $0.sidecar.bytes) },
      modified: candidate.modified)
    switch embedding {
    case .splice(let splice):
      facts.bytes = splice.byteCount
      placement.splice = splice
      // A sidecar that other programs wrote is copied too, and updated to match the record.
      placement.sidecar = beside.map { XMPSidecar.make(candidate.record, id: candidate.id, existing: $0) }
    case .sidecar(let xmp): placement.sidecar = xmp
    }
    placement.orphan = orphan
    placement.companions = candidate.companions
    // An unpacked file is removed soon, so that it is copied.
    if let link, candidate.archive == nil, placement.splice.isCopy(of: candidate.file.byteCount) {
      placement.transfer = link.transfer
    }
    return Prepared(
      index: index, candidate: candidate,
      asset: Asset(id: candidate.id, path: destination, facts: facts, record: candidate.record),
      placement: placement, raw: RawText.searchable(candidate.searchableTexts, of: candidate.record))
  }

  private struct Done {
    let outcome: Outcome
    let entry: CatalogEntry?
  }

  private func place(_ prepared: [Prepared]) -> [(index: Int, done: Done)] {
    zip(prepared, workspace.library.place(prepared.map(\.placement))).map { item, result in
      switch result {
      case .success(let placed): (item.index, done(item, placed))
      case .failure(let error): (item.index, retry(item, after: error))
      }
    }
  }

  private func retry(_ item: Prepared, after error: LibraryError) -> Done {
    var item = item
    switch error {
    case .occupied: return placeBeside(item)
    case .changed: return Done(outcome: .refused(.changed), entry: nil)
    case .cancelled: return stopped
    case _ where item.placement.transfer != .copy:
      // The source may be on another device, or the file system cannot link.
      item.placement.transfer = .copy
      guard let result = workspace.library.place([item.placement]).first else { return notPlaced }
      switch result {
      case .success(let placed): return done(item, placed)
      case .failure(let error): return retry(item, after: error)
      }
    default:
      told?(error)
      return notPlaced(error)
    }
  }

  private var notPlaced: Done { Done(outcome: .refused(.notPlaced), entry: nil) }
  private func notPlaced(_ error: LibraryError) -> Done {
    AliceError.isAboutRoom(error) ? Done(outcome: .refused(.noSpace), entry: nil) : notPlaced
  }

  private var stopped: Done { Done(outcome: .refused(.stopped), entry: nil) }

  /// Places a file whose name is taken. If the same asset is there but missing in the catalog, it is adopted; if only
  /// its sidecar is there, the sidecar is; otherwise the name gets a number.
  private func placeBeside(_ item: Prepared) -> Done {
    var numbered = item
    for number in 2...99 {
      if let known = workspace.reader.copy(of: item.candidate, at: numbered.asset.path) {
        return Done(outcome: .already(known.asset, undo: nil), entry: known)
      }
      if let adopted = adoptingOrphan(numbered), let done = tried(adopted) { return done }
      numbered.placement.destination = item.asset.path.adding(number: number)
      numbered.asset.path = numbered.placement.destination
      if let done = tried(numbered) { return done }
    }
    return notPlaced
  }

  /// Returns nil if the name is taken.
  private func tried(_ item: Prepared) -> Done? {
    switch workspace.library.place([item.placement]).first {
    case .success(let placed): return done(item, placed)
    case .failure(.occupied): return nil
    case .failure(.cancelled): return stopped
    case .failure(let error): return notPlaced(error)
    case nil: return notPlaced
    }
  }

  /// Merges an orphaned sidecar of the same asset into the item: an interrupted run leaves a sidecar without its file,
  /// and it may hold the only rating. Returns nil unless there is such a sidecar.
  private func adoptingOrphan(_ item: Prepared) -> Prepared? {
    guard let orphan = try? workspace.library.readSidecar(for: item.asset.path) else { return nil }
    let contents = XMPSidecar.read(orphan)
    guard contents.recordID == item.asset.id, let known = contents.record else { return nil }
    var candidate = item.candidate
    candidate.record = candidate.record(with: known)
    // The metadata of other programs in the source's sidecar must be in the orphan, too.
    if let beside = candidate.beside.sidecarBytes {
      let made = [orphan, beside].map { XMPSidecar.make(candidate.record, id: candidate.id, existing: $0) }
      guard made[0] == made[1] else { return nil }
    }
    var adopted = try? prepare(candidate, destination: item.asset.path, index: item.index, orphan: orphan)
    adopted?.placement.transfer = item.placement.transfer
    return adopted
  }

  private func done(_ item: Prepared, _ placed: Placed) -> Done {
    var asset = item.asset
    asset.path = placed.path
    return Done(
      outcome: .placed(asset, item.placement, placed),
      entry: CatalogEntry(asset, placed: placed, raw: item.raw))
  }
}

extension Ingester.Outcome {
  /// The outcome for a second file of the same asset.
  var asSeenAgain: Ingester.Outcome {
    switch self {
    case .placed(let asset, _, _): .already(asset, undo: nil)
    case .already(let asset, _): .already(asset, undo: nil)
    case .refused: self
    }
  }
}

extension FileLink {
  fileprivate var transfer: Transfer {
    switch self {
    case .hard: .hardLink
    case .reflink: .reflink
    }
  }
}
