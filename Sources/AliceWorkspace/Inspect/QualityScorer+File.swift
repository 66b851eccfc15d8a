package import AliceLibrary
package import AliceMedia
import AliceVision

extension QualityScorer {
  /// What scoring a picture came to, and why nothing could be said of its pixels.
  ///
  /// Of a file only the picture is read. One that does not fit into the memory that pictures share is scored row by row
  /// where its format allows it, and else alone.
  package func assess(_ file: OpenFile, _ inspection: Inspection) -> (assessment: Assessment, problem: Refusal?) {
    do throws(VisionError) {
      return (try measure(file, inspection), nil)
    } catch {
      let defects = inspection.defects
      return (Assessment(defects: Defect.allCases.filter(defects.contains)), Refusal(error))
    }
  }

  private func measure(_ file: OpenFile, _ inspection: Inspection) throws(VisionError) -> Assessment {
    do throws(VisionError) {
      return try measure(file, inspection, room: .shared)
    } catch .unreadable(let offset) {
      throw .unreadable(offset: offset)
    } catch {
      if let found = try measureRows(of: file, inspection) { return found }
      return try measure(file, inspection, room: .alone)
    }
  }

  private func measure(_ file: OpenFile, _ inspection: Inspection, room: Room) throws(VisionError) -> Assessment {
    try measure(
      file, format: inspection.format, orientation: inspection.orientation, problems: inspection.defects, room: room)
  }

  /// Nil where the rows cannot be had, or would have to be held.
  private func measureRows(of file: OpenFile, _ inspection: Inspection) throws(VisionError) -> Assessment? {
    guard inspection.format == .png, !(2...8).contains(inspection.orientation), var rows = PNGRows(plain: file) else {
      return nil
    }
    // The decoder of rows does not look at checksums; who read the file before did.
    let isDamaged = inspection.sidecarReason == .damaged && inspection.problems.contains(.badChecksum)
    do throws(VisionError) {
      return try measure(&rows, problems: inspection.defects.union(isDamaged ? [.truncated] : []))
    } catch .tooLarge {
      return nil
    }
  }
}

extension Refusal {
  fileprivate init(_ error: VisionError) {
    switch error {
    case .tooLarge: self = .tooLarge
    case .noMemory: self = .noMemory
    case .unreadable: self = .unreadable
    case .damaged, .unsupported, .unencodable: self = .malformed
    }
  }
}
