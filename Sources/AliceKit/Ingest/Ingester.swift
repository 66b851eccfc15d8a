import AliceCatalog
import AliceLibrary
import AliceMedia

/// Carries out steps: embeds, places durably in batches, and records what was placed.
struct Ingester: Sendable {
  let workspace: Workspace

  /// What became of one step.
  enum Outcome: Sendable {
    /// What was copied, and what it became.
    case placed(Asset, Splice, Placed)
    case already(Asset)
    case refused(Refusal)
  }

  /// The outcomes, in the order of the steps. Throws only what ends the run, such as a full disk under the catalog.
  func apply(_ steps: [IngestStep]) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    var prepared: [(index: Int, asset: Asset, placement: Placement)] = []
    for step in steps {
      switch step {
      case .already(_, let existing): outcomes.append(.already(existing))
      case .enrich(_, let existing, let record): outcomes.append(enrich(existing, record))
      case .join: outcomes.append(.refused(.notPlaced))
      case .place(let candidate, let destination):
        do {
          let (asset, placement) = try prepare(candidate, destination: destination)
          prepared.append((outcomes.count, asset, placement))
          outcomes.append(.refused(.notPlaced))
        } catch {
          outcomes.append(.refused(.malformed))
        }
      }
    }
    let placed = place(prepared)
    for (index, outcome) in placed { outcomes[index] = outcome.outcome }
    for case (let index, .join(_, let first)) in steps.enumerated() { outcomes[index] = outcomes[first].asSeenAgain }
    try workspace.catalog.record(placed.compactMap(\.outcome.entry))
    return outcomes
  }

  /// A file that cannot be written to leaves the asset as it was; the source will be tried again.
  private func enrich(_ existing: Asset, _ record: AssetRecord) -> Outcome {
    guard let enriched = try? workspace.rewriter.rewrite(existing, as: record) else { return .refused(.notPlaced) }
    return .already(enriched)
  }

  private func prepare(_ candidate: Candidate, destination: BytePath) throws -> (Asset, Placement) {
    let embedding = try MediaFile.embed(
      candidate.record, into: candidate.file, inspection: candidate.inspection, sidecar: candidate.sidecar)
    var facts = candidate.inspection.facts
    let placement: Placement
    switch embedding {
    case .splice(let splice):
      facts.bytes = splice.byteCount
      placement = Placement(
        source: .file(candidate.file), splice: splice, destination: destination, modified: candidate.modified)
    case .sidecar(let xmp):
      placement = Placement(
        source: .file(candidate.file), splice: Splice(copying: candidate.file.byteCount), destination: destination,
        sidecar: xmp, modified: candidate.modified)
    }
    return (Asset(id: candidate.id, path: destination, facts: facts, record: candidate.record), placement)
  }

  private struct Done {
    let outcome: Outcome
    let entry: CatalogEntry?
  }

  private func place(
    _ prepared: [(index: Int, asset: Asset, placement: Placement)]
  ) -> [(index: Int, outcome: Done)] {
    zip(prepared, workspace.library.place(prepared.map(\.placement))).map { item, result in
      switch result {
      case .success(let placed): (item.index, done(item.asset, item.placement, placed))
      case .failure(.occupied): (item.index, placeBeside(item.asset, item.placement))
      case .failure(.changed): (item.index, Done(outcome: .refused(.changed), entry: nil))
      case .failure: (item.index, Done(outcome: .refused(.notPlaced), entry: nil))
      }
    }
  }

  /// The name is taken, by the same asset where the catalog had forgotten it, else by a stranger: then a number is added.
  private func placeBeside(_ asset: Asset, _ placement: Placement) -> Done {
    if let known = workspace.reader.asset(at: asset.path), known.asset.id == asset.id {
      return Done(outcome: .already(known.asset), entry: known)
    }
    for number in 2...99 {
      var placement = placement
      var asset = asset
      placement.destination = asset.path.numbered(number)
      asset.path = placement.destination
      switch workspace.library.place([placement]).first {
      case .success(let placed): return done(asset, placement, placed)
      case .failure(.occupied): continue
      case .failure, nil: return Done(outcome: .refused(.notPlaced), entry: nil)
      }
    }
    return Done(outcome: .refused(.notPlaced), entry: nil)
  }

  private func done(_ asset: Asset, _ placement: Placement, _ placed: Placed) -> Done {
    var asset = asset
    asset.path = placed.path
    return Done(
      outcome: .placed(asset, placement.splice, placed),
      entry: CatalogEntry(asset, stamp: placed.stamp))
  }
}

extension Ingester.Outcome {
  /// For a second file of the same asset.
  var asSeenAgain: Ingester.Outcome {
    if case .placed(let asset, _, _) = self { .already(asset) } else { self }
  }
}

extension BytePath {
  /// `name-2.png` for `name.png`.
  func numbered(_ number: Int) -> BytePath {
    let suffix = Array("-\(number)".utf8)
    let name = lastComponent
    let tail = Array(name.bytes[name.stem.bytes.count...])
    let numbered = BytePath(bytes: name.stem.bytes + suffix + tail)
    return parent.map { $0.appending(numbered) } ?? numbered
  }
}
