package import AliceLibrary
package import AliceMedia
package import AliceModel
package import AliceVision

/// The assessment of a file, and why it has no score.
package struct FileAssessment: Sendable {
  package var assessment = Assessment()
  /// Why the pixels could not be scored.
  package var problem: Refusal?
  /// Why another program decoded nothing.
  package var notScored: NotScored?
}

extension QualityScorer {
  /// Returns the assessment of an image or a film.
  ///
  /// Only the image is read from the file. One that does not fit into the memory shared by all images is scored row by
  /// row if its format allows, and alone otherwise. `programs` decode what alice does not.
  package func assess(
    _ file: OpenFile, _ inspection: Inspection, by programs: ScoringPrograms, copy: SmallCopy? = nil
  ) -> FileAssessment {
    let picture = StoredPicture(inspection)
    do throws(VisionError) {
      guard ScoringPrograms.name(for: inspection.format) == nil else {
        return try assess(file, inspection.facts, picture, by: programs, copy)
      }
      return FileAssessment(assessment: try measure(file, picture, copy))
    } catch {
      return FileAssessment(assessment: picture.assessment, problem: Refusal(error))
    }
  }

  /// A picture as it is stored in a file.
  struct StoredPicture {
    var format: MediaFormat
    var orientation: Int
    var problems: Set<Defect> = []
    /// Whether a checksum is wrong, which the decoder of rows does not check.
    var isChanged = false

    /// What is known of the file without its pixels.
    var assessment: Assessment { Assessment(defects: Defect.allCases.filter(problems.contains)) }
  }

  func measure(_ file: OpenFile, _ picture: StoredPicture, _ copy: SmallCopy?) throws(VisionError) -> Assessment {
    do throws(VisionError) {
      return try measure(file, picture, room: .shared, copy)
    } catch .unreadable(let offset) {
      throw .unreadable(offset: offset)
    } catch {
      if let found = try measureRows(of: file, picture, copy) { return found }
      return try measure(file, picture, room: .alone, copy)
    }
  }

  private func measure(
    _ file: OpenFile, _ picture: StoredPicture, room: Room, _ copy: SmallCopy?
  ) throws(VisionError) -> Assessment {
    try measure(
      file, format: picture.format, orientation: picture.orientation, problems: picture.problems, room: room,
      copy: copy)
  }

  /// Returns nil if the image cannot be read row by row, or its rows would have to be kept in memory.
  private func measureRows(
    of file: OpenFile, _ picture: StoredPicture, _ copy: SmallCopy?
  ) throws(VisionError) -> Assessment? {
    guard picture.format == .png, !(2...8).contains(picture.orientation), var rows = PNGRows(plain: file) else {
      return nil
    }
    let problems = picture.problems.union(picture.isChanged ? [.truncated] : [])
    do throws(VisionError) {
      return try measure(&rows, problems: problems, copy: copy)
    } catch .tooLarge {
      return nil
    }
  }
}

extension QualityScorer.StoredPicture {
  fileprivate init(_ inspection: Inspection) {
    self.init(
      format: inspection.format, orientation: inspection.orientation, problems: inspection.defects,
      isChanged: inspection.sidecarReason == .damaged && inspection.problems.contains(.badChecksum))
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
