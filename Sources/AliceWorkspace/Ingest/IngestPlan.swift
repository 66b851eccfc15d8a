package import AliceCatalog
import AliceLibrary
import AliceMedia

/// The action for one candidate.
package enum IngestStep: Sendable {
  /// The candidate is copied into the library.
  case place(Candidate, destination: BytePath)
  /// The asset exists; the source adds to its record, so the file in the library gets the merged record.
  case enrich(Candidate, existing: Asset, record: AssetRecord)
  /// The asset exists and nothing is new.
  case already(Candidate, existing: Asset)
  /// The asset is at the destination of this candidate already, and is missing in the catalog.
  case found(Candidate, CatalogEntry)
  /// The asset is that of an earlier step, which takes over this candidate's metadata.
  case join(Candidate, step: Int)
  /// The asset was deleted, and stays so.
  case skip(Candidate)
  /// The candidate is not taken in.
  case refuse(Candidate, Refusal)

  package var candidate: Candidate {
    switch self {
    case .place(let candidate, _), .enrich(let candidate, _, _), .already(let candidate, _), .found(let candidate, _),
      .join(let candidate, _), .skip(let candidate), .refuse(let candidate, _):
      candidate
    }
  }
}

/// Decides without side effects, so that the same plan can be shown, tested and applied.
package struct IngestPlanner {
  package let layout: Layout
  package let withQuality: Bool
  /// Looks up assets in the catalog.
  private let known: ([AssetID]) throws -> [AssetID: KnownAsset]
  /// The opened library; nil if it does not exist yet.
  private let workspace: Workspace?
  /// Whether assets that were deleted are skipped.
  private let skipsDeleted: Bool

  package init(layout: Layout, withQuality: Bool, workspace: Workspace?, skipsDeleted: Bool = false) {
    self.layout = layout
    self.withQuality = withQuality
    self.skipsDeleted = skipsDeleted
    known = { try workspace?.knownAssets($0) ?? [:] }
    self.workspace = workspace
  }

  /// Returns a step for each candidate, in the same order. Metadata from several candidates of one asset goes into one
  /// record.
  package func steps(for candidates: [Candidate]) throws -> [IngestStep] {
    let known = try known(candidates.map(\.id) + candidates.compactMap(\.damagedAsset))
    let absent = candidates.map(\.id).filter { known[$0]?.isPresent != true }
    let deleted = try skipsDeleted ? workspace?.deleted(among: absent) ?? [] : []
    let trashed = try workspace?.trashedRecords(among: absent.filter { !deleted.contains($0) }) ?? [:]
    var steps: [IngestStep] = []
    var first: [AssetID: Int] = [:]
    for candidate in candidates {
      if let asset = candidate.damagedAsset, known[asset]?.isPresent == true {
        steps.append(.refuse(candidate, .damaged))
        continue
      }
      if deleted.contains(candidate.id) {
        steps.append(.skip(candidate))
        continue
      }
      if let index = first[candidate.id] {
        try join(candidate, to: index, known: known[candidate.id], in: &steps)
      } else {
        first[candidate.id] = steps.count
        steps.append(step(for: candidate, known: known[candidate.id], trashed: trashed[candidate.id]))
      }
    }
    return steps
  }

  /// `trashed` is the record of the asset in the trash.
  private func step(for candidate: Candidate, known: KnownAsset?, trashed: AssetRecord?) -> IngestStep {
    guard let remembered = known?.asset.record ?? trashed else { return place(candidate, known: known) }
    let record = remembered.merging(candidate.recordOfSource)
    if let known, known.isPresent { return enriching(candidate, known.asset, record) }
    // The file is gone, but what was known of it is kept.
    let companions = candidate.record.companions
    var candidate = candidate
    candidate.record = record
    candidate.record.companions = companions
    return place(candidate, known: known)
  }

  private func place(_ found: Candidate, known: KnownAsset?) -> IngestStep {
    var candidate = found
    candidate.record = found.record.disclosing
    let path =
      candidate.destination
      ?? layout.path(
        id: candidate.id, record: candidate.record, format: candidate.inspection.format,
        quality: candidate.record.quality(), withQuality: withQuality, told: candidate.inspection.toldExtension)
    return occupied(path, by: candidate, damaged: known?.damagedPath) ?? .place(candidate, destination: path)
  }

  /// Returns nil if the path is free. Otherwise it gets a number, unless the file at the path is the asset itself and
  /// sound. `damaged` is where the catalog knows a damaged file of the asset.
  private func occupied(_ path: BytePath, by candidate: Candidate, damaged: BytePath?) -> IngestStep? {
    guard let workspace, workspace.library.arePresent([path]) == [true] else { return nil }
    var numbered = path
    for number in 2...99 {
      guard workspace.library.arePresent([numbered]) == [true] else {
        return .place(candidate, destination: numbered)
      }
      if numbered != damaged, let entry = workspace.reader.copy(of: candidate, at: numbered) {
        return .found(candidate, entry)
      }
      numbered = path.adding(number: number)
    }
    return nil
  }

  private func enriching(_ candidate: Candidate, _ known: Asset, _ joined: AssetRecord) -> IngestStep {
    joined == known.record
      ? .already(candidate, existing: known) : .enrich(candidate, existing: known, record: joined)
  }

  private func join(
    _ candidate: Candidate, to index: Int, known: KnownAsset?, in steps: inout [IngestStep]
  ) throws {
    switch steps[index] {
    case .place(var earlier, _):
      earlier.record = earlier.record.merging(candidate.recordOfSource)
      steps[index] = place(earlier, known: known)
    case .enrich(let earlier, let existing, let record):
      steps[index] = enriching(earlier, existing, record.merging(candidate.recordOfSource))
    case .already(let earlier, let existing):
      steps[index] = enriching(earlier, existing, existing.record.merging(candidate.recordOfSource))
    case .found, .join, .skip, .refuse: break
    }
    steps.append(.join(candidate, step: index))
  }
}

extension AssetRecord {
  /// The record without the facts about this one copy: two copies that differ only in them count as the same.
  var ofSource: AssetRecord {
    var record = self
    record.originalName = nil
    record.companions = []
    if record.provenance.recipe.isEmpty, record.provenance.generator == nil { record.provenance.created = nil }
    record.project = nil
    return record
  }
}

/// An asset of the catalog, and whether a sound file of it is at the recorded path.
struct KnownAsset: Sendable {
  let asset: Asset
  let isPresent: Bool

  /// The recorded path if the file there is known to be damaged.
  var damagedPath: BytePath? { asset.record.damaged ? asset.path : nil }
}

extension Workspace {
  /// Returns those of `ids` that were deleted. A library without a journal remembers none.
  package func deleted(among ids: [AssetID]) throws -> Set<AssetID> {
    guard !ids.isEmpty, let journal = try journalForReading() else { return [] }
    return try journal.deleted(among: ids)
  }

  /// Returns the records of those of `ids` that are in the trash, as their files there hold them.
  fileprivate func trashedRecords(among ids: [AssetID]) throws -> [AssetID: AssetRecord] {
    guard !ids.isEmpty, let journal = try journalForReading() else { return [:] }
    var records: [AssetID: AssetRecord] = [:]
    for deletion in try journal.trashed(among: ids) {
      guard let trash = deletion.trash, let asset = reader.asset(at: trash)?.asset, asset.id == deletion.asset
      else { continue }
      records[asset.id] = asset.record
    }
    return records
  }

  /// Looks up all in one transaction: one for each file would cost as much as writing its row.
  fileprivate func knownAssets(_ ids: [AssetID]) throws -> [AssetID: KnownAsset] {
    let found = try catalog.assets(ids)
    let present = library.arePresent(found.values.map(\.path))
    return Dictionary(
      zip(found.values, present).map {
        ($0.id, KnownAsset(asset: $0, isPresent: $1 && !$0.missing && !$0.record.damaged))
      }
    ) { first, _ in first }
  }
}
