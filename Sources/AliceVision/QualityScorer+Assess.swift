package import AliceModel

extension QualityScorer {
  /// With fewer pixels on its shorter side, a picture says too little to be called black or blank.
  private static let leastSideForDefects = 64

  /// Decodes a file and judges it: defects first, then reasons to abstain, then the score.
  ///
  /// `problems` are what a parser of containers found; they are kept and joined by what shows in the pixels. A picture
  /// that is black, blank, truncated or none at all gets no score: there is nothing to rate. One with visible blocks
  /// gets both. What cannot be decoded for want of a codec, or is too large, gets neither.
  package func assess(
    _ bytes: [UInt8], format: MediaFormat, orientation: Int, problems: Set<Defect>
  ) -> Assessment {
    if bytes.isEmpty { return Self.assessment(problems.union([.truncated])) }
    let codec = PictureSignature.format(bytes)
    if codec == nil, let defect = Self.strangeness(bytes, format: format) {
      return Self.assessment(problems.union([defect]))
    }
    do throws(VisionError) {
      // As it is stored: blocks and missing rows lie where the encoder put them.
      let image = try ImageDecoder.decode(bytes, format: codec ?? format)
      let lacksEnd = image.truncated || Completeness.lacksEnd(bytes, format: codec ?? format)
      return assess(image, orientation: orientation, problems: lacksEnd ? problems.union([.truncated]) : problems)
    } catch {
      if case .damaged = error { return Self.assessment(problems.union([.truncated])) }
      return Self.assessment(problems)
    }
  }

  private func assess(_ image: DecodedImage, orientation: Int, problems: Set<Defect>) -> Assessment {
    let survey = LumaSurvey(image.pixels)
    let shortSide = min(survey.width, survey.height)
    var defects = problems
    if shortSide >= Self.leastSideForDefects {
      if survey.isBlack { defects.insert(.black) }
      if survey.isBlank { defects.insert(.blank) }
      if survey.hasGreyTail, !image.hasAlpha { defects.insert(.truncated) }
    }
    guard defects.isSubset(of: [.blocking]) else { return Self.assessment(defects) }
    if survey.isPixelGrid { return Self.assessment(defects, abstained: .pixelGrid) }
    if shortSide >= Self.leastSideForDefects, survey.isBlocky { defects.insert(.blocking) }
    if shortSide < Network.side { return Self.assessment(defects, abstained: .tooSmall) }
    let value = score(image.pixels.oriented(orientation))
    return Self.assessment(defects, score: Score(value: value, scorer: Self.id))
  }

  /// The defect of bytes that begin like no picture that has a codec here; nil where they may be another format.
  private static func strangeness(_ bytes: [UInt8], format: MediaFormat) -> Defect? {
    switch format {
    case .png, .jpeg, .webp: PictureSignature.isFragment(bytes) ? .truncated : .wrongContent
    default: PictureSignature.isMarkup(bytes) ? .wrongContent : nil
    }
  }

  private static func assessment(
    _ defects: Set<Defect>, score: Score? = nil, abstained: Abstention? = nil
  ) -> Assessment {
    Assessment(score: score, defects: Defect.allCases.filter(defects.contains), abstained: abstained)
  }
}
