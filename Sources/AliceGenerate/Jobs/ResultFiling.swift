import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Synchronization

/// Puts a result into the library, with its recipe and the files that belong to it.
struct ResultFiling: Sendable {
  let workspace: Workspace
  let generated: GeneratedMedia
  private let withQuality: Bool

  init(workspace: Workspace, generated: GeneratedMedia) throws {
    self.workspace = workspace
    self.generated = generated
    withQuality = try workspace.settings.quality
  }

  /// A result in the library.
  struct Filed: Sendable {
    let asset: Asset
    /// The recipe of an earlier request that had the same result.
    let earlier: Provenance?
    /// Whether the picture is black, and could hardly be meant to be.
    let isBlack: Bool
  }

  func candidate(_ main: FetchedFile, with parts: [FetchedFile]) throws -> Candidate {
    let now = workspace.clock.now()
    let inspection = try MediaFile.inspect(main.file, offsetMinutes: now.offsetMinutes, told: main.told)
    var record = generated.record(now: now)
    var examiner = Examiner(
      scorer: Examiner.sharedScorer, now: now, makesThumbnails: workspace.thumbnails != nil)
    if withQuality { examiner.programs = workspace.scoringPrograms }
    let seen = examiner.assess(&record, file: main.file, inspection: inspection)
    if !withQuality { record.assessment = Assessment(defects: kept(record.assessment.defects)) }
    if main.mayBeBlack { record.assessment.defects.removeAll { $0 == .black } }
    var candidate = Candidate(
      source: BytePath(main.url), file: main.file, inspection: inspection, record: record, modified: now,
      texts: inspection.format.isReadable ? [] : inspection.entries, seen: seen)
    try candidate.accompany(with: parts.map { ReturnedFile(file: $0.file, told: $0.told, key: $0.key) })
    return candidate
  }

  /// A library without quality has the defects only of what a safety checker may have done.
  private func kept(_ defects: [Defect]) -> [Defect] {
    generated.isFlagged ? defects : defects.filter { $0 == .black }
  }

  func place(_ candidate: Candidate) async throws -> Filed {
    let lock = try await workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    let planner = IngestPlanner(
      layout: try workspace.layout(), withQuality: withQuality, workspace: workspace)
    var ingester = Ingester(workspace: workspace)
    let trouble = Trouble()
    ingester.told = { error in trouble.error.withLock { $0 = error } }
    let steps = try planner.steps(for: [candidate])
    let earlier = steps.first.flatMap(earlier)
    switch try ingester.apply(steps).first {
    case .placed(let placed, _, _), .already(let placed, _):
      let asset = try CompanionJoin(workspace).add(companionsOf: candidate, to: placed)
      workspace.keepThumbnails(of: [candidate])
      workspace.events.publish(.assetPlaced(asset, at: workspace.clock.now()))
      let isBlack = candidate.record.assessment.defects.contains(.black)
      return Filed(asset: asset, earlier: earlier, isBlack: isBlack)
    case .refused(let reason): throw trouble.error.withLock { $0 } ?? AliceError.system(reason.rawValue)
    case nil: throw AliceError.system("it could not be filed")
    }
  }

  /// Returns the recipe of the library's file that has the same content, unless this job made that file.
  private func earlier(_ step: IngestStep) -> Provenance? {
    let existing: Asset
    switch step {
    case .enrich(_, let asset, _), .already(_, let asset): existing = asset
    case .found(_, let entry): existing = entry.asset
    case .place, .join, .skip, .refuse: return nil
    }
    let known = [existing.record.provenance] + existing.record.alsoFrom
    return known.contains { $0.requestID == generated.job.requestID } ? nil : existing.record.provenance
  }
}

/// The error of a file that could not be placed, kept for the caller.
private final class Trouble: Sendable {
  let error = Mutex<LibraryError?>(nil)
}
