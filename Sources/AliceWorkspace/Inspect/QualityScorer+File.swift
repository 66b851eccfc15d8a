package import AliceLibrary
package import AliceMedia
package import AliceVision

extension QualityScorer {
  /// Returns the assessment of an image, and why its pixels could not be scored.
  ///
  /// Only the image is read from the file. One that does not fit into the memory shared by all images is scored row by
  /// row if its format allows, and alone otherwise.
  package func assess(
    _ file: OpenFile, _ inspection: Inspection, copy: SmallCopy? = nil
  ) -> (assessment: Assessment, problem: Refusal?) {
    do throws(VisionError) {
      return (try measure(file, inspection, copy), nil)
    } catch {
      let defects = inspection.defects
      return (Assessment(defects: Defect.allCases.filter(defects.contains)), Refusal(error))
    }
  }

  private func measure(
    _ file: OpenFile, _ inspection: Inspection, _ copy: SmallCopy?
  ) throws(VisionError) -> Assessment {
    do throws(VisionError) {
      return try measure(file, inspection, room: .shared, copy)
    } catch .unreadable(let offset) {
      throw .unreadable(offset: offset)
    } catch {
      if let found = try measureRows(of: file, inspection, copy) { return found }
      return try measure(file, inspection, room: .alone, copy)
    }
  }

  private func measure(
    _ file: OpenFile, _ inspection: Inspection, room: Room, _ copy: SmallCopy?
  ) throws(VisionError) -> Assessment {
    try measure(
      file, format: inspection.format, orientation: inspection.orientation, problems: inspection.defects, room: room,
      copy: copy)
  }

  /// Returns nil if the image cannot be read row by row, or its rows would have to be kept in memory.
  private func measureRows(
    of file: OpenFile, _ inspection: Inspection, _ copy: SmallCopy?
  ) throws(VisionError) -> Assessment? {
    guard inspection.format == .png, !(2...8).contains(inspection.orientation), var rows = PNGRows(plain: file) else {
      return nil
    }
    // The row decoder does not check checksums; the inspection did.
    let isDamaged = inspection.sidecarReason == .damaged && inspection.problems.contains(.badChecksum)
    do throws(VisionError) {
      return try measure(&rows, problems: inspection.defects.union(isDamaged ? [.truncated] : []), copy: copy)
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
