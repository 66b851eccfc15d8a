import AliceLibrary
import AliceMedia
import AliceVision

/// Looks at files: reads what alice and other programs wrote into them, and scores the picture where that is wanted.
struct Examiner: Sendable {
  /// Its weights are read once.
  static let sharedScorer = QualityScorer()

  /// Nil where no quality was asked for.
  let scorer: QualityScorer?
  /// The moment that is taken for "added".
  let now: Timestamp
  /// Files that carry no offset of their own are read as written by a clock here.
  var offsetMinutes: Int { now.offsetMinutes }

  /// A picture is read whole to score it; larger files than this are not scored.
  private static let scoringLimit = 512 << 20

  func examine(_ path: BytePath, project: String? = nil, sidecar: [UInt8]? = nil) -> Examined {
    do {
      let file = try OpenFile.open(path)
      return .candidate(try candidate(file, path: path, project: project, sidecar: sidecar))
    } catch let error as MediaError {
      return .refused(path, Refusal(error))
    } catch let error as LibraryError {
      return .refused(path, Refusal(error))
    } catch {
      return .refused(path, .unreadable)
    }
  }

  func candidate(
    _ file: OpenFile, path: BytePath, project: String?, sidecar: [UInt8]?
  ) throws -> Candidate {
    let inspection = try MediaFile.inspect(file, offsetMinutes: offsetMinutes)
    let modified = Timestamp(
      milliseconds: file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: offsetMinutes)
    let reading = Reading(inspection: inspection, sidecar: sidecar.map(XMPSidecar.read))
    var record = reading.record(added: now)
    record.provenance.created = record.provenance.created ?? inspection.created ?? modified
    record.project = record.project ?? project
    if !reading.isOwn { record.originalName = path.lastComponent.description }
    assess(&record, file: file, inspection: inspection)
    return Candidate(
      source: path, file: file, inspection: inspection, record: record, sidecar: sidecar, modified: modified)
  }

  /// Scores what this scorer has not scored yet. Videos have no score.
  func assess(_ record: inout AssetRecord, file: OpenFile, inspection: Inspection) {
    guard let scorer, inspection.format.kind == .image, record.assessment.score?.scorer != QualityScorer.id,
      record.assessment == Assessment(), file.byteCount <= UInt64(Examiner.scoringLimit),
      let bytes = try? file.readAll(limit: Examiner.scoringLimit)
    else { return }
    record.assessment = scorer.assess(
      bytes, format: inspection.format, orientation: inspection.orientation, problems: inspection.defects)
  }
}

extension Inspection {
  /// The structural problems that are defects of the picture.
  var defects: Set<Defect> { problems.contains(.truncated) ? [.truncated] : [] }
}

extension Refusal {
  init(_ error: MediaError) {
    switch error {
    case .empty: self = .empty
    case .unrecognised: self = .unrecognised
    case .tooLarge: self = .tooLarge
    case .malformed: self = .malformed
    case .unreadable, .noDigest, .notEmbeddable: self = .unreadable
    }
  }

  init(_ error: LibraryError) {
    switch error {
    case .notRegular: self = .special
    case .changed: self = .changed
    case .tooLarge: self = .tooLarge
    default: self = .unreadable
    }
  }
}
