package import AliceLibrary
package import AliceMedia
import AliceVision

extension QualityScorer {
  /// What scoring a picture came to, and why nothing could be said of its pixels.
  ///
  /// Of a file only the picture is read. One that does not fit into memory is scored row by row where its format allows it.
  package func assess(_ file: OpenFile, _ inspection: Inspection) -> (assessment: Assessment, problem: Refusal?) {
    let problems = inspection.defects
    do {
      return try (
        measure(file, format: inspection.format, orientation: inspection.orientation, problems: problems), nil
      )
    } catch {
      let alone = Assessment(defects: Defect.allCases.filter(problems.contains))
      if case .unreadable = error { return (alone, .unreadable) }
      return (try? measureRows(of: file, inspection)).map { ($0, nil) } ?? (alone, .tooLarge)
    }
  }

  /// Nil, or throws, where the rows cannot be had.
  private func measureRows(of file: OpenFile, _ inspection: Inspection) throws -> Assessment? {
    guard inspection.format == .png, !(2...8).contains(inspection.orientation), var rows = PNGRows(plain: file) else {
      return nil
    }
    // The decoder of rows does not look at checksums; who read the file before did.
    let isDamaged = inspection.sidecarReason == .damaged && inspection.problems.contains(.badChecksum)
    return try measure(&rows, problems: inspection.defects.union(isDamaged ? [.truncated] : []))
  }
}
