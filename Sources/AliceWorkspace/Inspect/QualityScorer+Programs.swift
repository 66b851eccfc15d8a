import AliceLibrary
import AliceModel
import AliceVision

/// The scoring of what another program decodes.
extension QualityScorer {
  /// Returns the assessment of an image or a film by the frames that another program decodes. A file with a defect that
  /// excludes a score is not decoded.
  func assess(
    _ file: OpenFile, _ facts: FileFacts, _ picture: StoredPicture, by programs: ScoringPrograms, _ copy: SmallCopy?
  ) throws(VisionError) -> FileAssessment {
    guard picture.problems.isEmpty else { return FileAssessment(assessment: picture.assessment) }
    let orientation = ScoringPrograms.orientation(picture.orientation, of: facts.format)
    var judged: Result<FileAssessment, VisionError> = .success(FileAssessment(assessment: picture.assessment))
    do throws(NotScored) {
      try programs.withFrames(of: file, facts) { frames in
        judged = Result { () throws(VisionError) in
          try facts.format.kind == .video
            ? film(frames, facts, copy) : still(frames, facts, orientation, copy)
        }
      }
    } catch .tooLarge {
      return FileAssessment(assessment: picture.assessment, problem: .tooLarge)
    } catch {
      return FileAssessment(assessment: picture.assessment, notScored: error)
    }
    return try judged.get()
  }

  private func still(
    _ frames: [OpenFile], _ facts: FileFacts, _ orientation: Int, _ copy: SmallCopy?
  ) throws(VisionError) -> FileAssessment {
    guard let frame = frames.first else { return FileAssessment() }
    // Old versions of ffmpeg decode the first tile of an AVIF that consists of several.
    if frame.isSmaller(than: facts) { return .failed(facts.format, "decodes only a part of it") }
    let found = try measure(frame, StoredPicture(format: .png, orientation: orientation), copy)
    return found.isOfNoImage ? .failed(facts.format, "wrote no image") : FileAssessment(assessment: found)
  }

  private func film(
    _ frames: [OpenFile], _ facts: FileFacts, _ copy: SmallCopy?
  ) throws(VisionError) -> FileAssessment {
    var film = FilmJudgement()
    var looks: [PictureLook?] = []
    for frame in frames {
      var (small, look): (Pixels?, PictureLook?)
      let reduced = SmallCopy(within: FilmJudgement.copyEdge) { (small, look) = ($0, $1) }
      let found = try measure(frame, StoredPicture(format: .png, orientation: 1), reduced)
      if found.isOfNoImage { return .failed(.mp4, "wrote no image") }
      film.add(found, small)
      looks.append(look)
    }
    if let look = PictureLook(filmOf: looks, seconds: facts.duration) { copy?.take(film: look) }
    return FileAssessment(assessment: film.assessment)
  }
}

extension Assessment {
  /// Whether the other program wrote something else than a whole image. That is no defect of the file that it read.
  fileprivate var isOfNoImage: Bool { defects.contains(.truncated) || defects.contains(.wrongContent) }
}

extension FileAssessment {
  fileprivate static func failed(_ format: MediaFormat, _ what: String) -> FileAssessment {
    FileAssessment(notScored: .failed("\(ScoringPrograms.name(for: format) ?? "a program") \(what)"))
  }
}

extension OpenFile {
  /// Whether this PNG has fewer pixels than the file of which it is a frame.
  func isSmaller(than facts: FileFacts) -> Bool {
    guard let width = facts.width, let height = facts.height, let head = try? read(at: 12, count: 12),
      head.count == 12, head.starts(with: "IHDR".utf8)
    else { return false }
    let sides = [head[4..<8], head[8...]].map { $0.reduce(0) { $0 << 8 | Int($1) } }
    // Each side has 32 bits, so the product of a damaged header may wrap.
    return sides[0] &* sides[1] < width &* height
  }
}
