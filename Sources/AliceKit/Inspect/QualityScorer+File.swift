import AliceLibrary
import AliceMedia
import AliceVision

extension QualityScorer {
  /// What scoring a picture came to, and why nothing could be said of its pixels.
  ///
  /// Of a file only the picture is read.
  func assess(_ file: OpenFile, _ inspection: Inspection) -> (assessment: Assessment, problem: Refusal?) {
    let problems = inspection.defects
    do {
      return try (
        measure(file, format: inspection.format, orientation: inspection.orientation, problems: problems), nil
      )
    } catch {
      let alone = Assessment(defects: Defect.allCases.filter(problems.contains))
      if case .unreadable = error { return (alone, .unreadable) }
      return (alone, .tooLarge)
    }
  }
}
