import AliceLibrary
import AliceMedia
import AliceVision

/// The result of scoring one file.
public struct ScoredFile: Sendable, Hashable {
  public let file: BytePath
  /// The kind of the file; that of an image if it could not be read.
  public let kind: MediaKind
  public let assessment: Assessment
  /// The stars; nil if there is neither a score nor a defect.
  public let stars: Int?
  /// The reason why the file could not be scored; nil if there is none.
  public let problem: Refusal?
  /// Why another program decoded nothing of a film or an image for the score; nil if it did, or if none is needed.
  public let notScored: NotScored?
  /// The id of the asset, with what scoring it saw; nil outside of a library, or if it is no image.
  package let seen: ScoredPicture?

  public var json: JSONValue {
    [
      "file": .string(file.description), "score": assessment.score.map { JSONValue($0.value) } ?? .null,
      "scorer": .string(assessment.score?.scorer ?? QualityScorer.id), "stars": stars.map { JSONValue($0) } ?? .null,
      "defects": .array(assessment.defects.map { .string($0.rawValue) }),
      "abstained": JSONValue(assessment.abstained?.rawValue), "problem": JSONValue(problem?.rawValue),
      "not_scored": JSONValue(notScored?.description),
    ]
  }
}

/// An image that was scored.
package struct ScoredPicture: Sendable, Hashable {
  package let id: AssetID
  package let picture: SeenPicture
}

/// Scores files inside or outside of a library, and changes nothing.
package struct FileScorer: Sendable {
  private let scorer: QualityScorer
  private let programs: ScoringPrograms
  private let library: BytePath?

  /// Creates a scorer; `memory` is the limit, in bytes, for all images that are scored at the same time. Of files in
  /// `library` it also tells what it sees, which takes a tenth longer.
  package init(memory: Int? = nil, programs: ScoringPrograms = ScoringPrograms(), library: BytePath? = nil) {
    self.library = library
    scorer = memory.map { QualityScorer(memory: $0) } ?? QualityScorer()
    self.programs = programs
  }

  package func score(_ path: BytePath) -> ScoredFile {
    do {
      let file = try OpenFile.open(path, untilCancelled: true)
      let inspection = try MediaFile.inspect(file, offsetMinutes: 0)
      guard inspection.format.isScored else {
        return result(path, FileAssessment(), kind: inspection.format.kind)
      }
      guard let library, path.relative(to: library) != nil else {
        let found = scorer.assess(file, inspection, by: programs)
        return result(path, found, kind: inspection.format.kind)
      }
      var found = FileAssessment()
      let seen = SeenPicture.receiving(inspection.facts, thumbnail: false) { copy in
        found = scorer.assess(file, inspection, by: programs, copy: copy)
      }
      return result(
        path, found, kind: inspection.format.kind, seen.map { ScoredPicture(id: inspection.id, picture: $0) })
    } catch let error as MediaError {
      return refused(path, error)
    } catch {
      return result(path, FileAssessment(problem: .unreadable))
    }
  }

  private func refused(_ path: BytePath, _ error: MediaError) -> ScoredFile {
    switch error {
    case .unreadable, .noDigest, .tooLarge, .sparse: return result(path, FileAssessment(problem: Refusal(error)))
    case .unrecognised:
      // The name claims an image and the content is something else: most likely an error page.
      let claims = MediaFormat.readable.contains { $0.knownExtensions.contains(path.fileExtension) }
      return result(
        path, FileAssessment(assessment: Assessment(defects: claims ? [.wrongContent] : []), problem: .unrecognised))
    default:
      return result(path, FileAssessment(assessment: Assessment(defects: [.truncated]), problem: Refusal(error)))
    }
  }

  /// Scores `paths`, `width` at a time, and reports in their order; by default as many as there are processors. Once the
  /// task is cancelled, nothing more is scored or reported.
  @concurrent
  package func score(
    _ paths: [BytePath], width: Int = Processors.usable, progress: FileProgress? = nil,
    each: @Sendable (ScoredFile) -> Void
  ) async {
    progress?.begin(.scoring, total: paths.count)
    await BoundedTasks(width: width).runInOrder(paths) { path in
      let result = progress.holding(path, isRead: true) { score(path) }
      if !Task.isCancelled { progress?.advance() }
      return result
    } each: { result in
      if !Task.isCancelled { each(result) }
    }
  }

  private func result(
    _ path: BytePath, _ found: FileAssessment, kind: MediaKind = .image, _ seen: ScoredPicture? = nil
  ) -> ScoredFile {
    ScoredFile(
      file: path, kind: kind, assessment: found.assessment,
      stars: Calibration.standard.stars(for: found.assessment.score, defects: found.assessment.defects),
      problem: found.problem, notScored: found.notScored, seen: seen)
  }
}
