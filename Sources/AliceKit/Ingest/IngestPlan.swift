import AliceMedia

/// What will be done with one candidate.
enum IngestStep: Sendable {
  /// A copy goes into the library.
  case place(Candidate, destination: BytePath)
  /// The asset is there; the source knew more of it, so the file in the library gets the joined record.
  case enrich(Candidate, existing: Asset, record: AssetRecord)
  /// The asset is there and nothing is new.
  case already(Candidate, existing: Asset)
}

/// Decides, and does nothing: the same plan is shown, tested and carried out.
struct IngestPlanner {
  let layout: Layout
  let withQuality: Bool
  /// What the library has under an id.
  let existing: (AssetID) throws -> Asset?
  /// Assets that earlier steps of the same run will place.
  private(set) var planned: [AssetID: Asset] = [:]

  init(layout: Layout, withQuality: Bool, existing: @escaping (AssetID) throws -> Asset?) {
    self.layout = layout
    self.withQuality = withQuality
    self.existing = existing
  }

  mutating func step(for candidate: Candidate) throws -> IngestStep {
    if let known = try planned[candidate.id] ?? existing(candidate.id), !known.missing {
      let joined = known.record.merging(candidate.record.ofSource)
      return joined == known.record
        ? .already(candidate, existing: known) : .enrich(candidate, existing: known, record: joined)
    }
    let destination = path(for: candidate)
    planned[candidate.id] = Asset(
      id: candidate.id, path: destination, facts: candidate.inspection.facts, record: candidate.record)
    return .place(candidate, destination: destination)
  }

  /// Forgets what has been carried out: the catalog knows it now.
  mutating func settle() { planned = [:] }

  private func path(for candidate: Candidate) -> BytePath {
    layout.path(
      id: candidate.id, record: candidate.record, format: candidate.inspection.format,
      quality: candidate.record.quality(), withQuality: withQuality)
  }
}

extension AssetRecord {
  /// Without what only tells how this one file lay on the disk: two copies of a file differ in it and are still the same.
  var ofSource: AssetRecord {
    var record = self
    record.originalName = nil
    if record.provenance.recipe.isEmpty, record.provenance.generator == nil { record.provenance.created = nil }
    record.project = nil
    return record
  }
}
