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
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int, problems: Set<Defect>
  ) -> Assessment {
    do {
      return try measure(bytes, format: format, orientation: orientation, problems: problems)
    } catch {
      return Self.assessment(problems)
    }
  }

  /// How much memory a picture may take.
  package enum Room: Sendable {
    /// A part of what all pictures share.
    case shared
    /// Up to a gibibyte while no other picture is held, where the file is long enough to be believed.
    case alone
  }

  /// The same; throws `tooLarge`, `noMemory` and `unreadable`, where nothing can be said of the pixels.
  ///
  /// Waits while other pictures take up the memory.
  package func measure(
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int, problems: Set<Defect>,
    room: Room = .shared
  ) throws(VisionError) -> Assessment {
    if bytes.byteCount == 0 { return Self.assessment(problems.union([.truncated])) }
    var source = PictureSource(bytes)
    let head = Array(try source.bytes(at: 0, count: PictureSignature.headSize))
    let codec = PictureSignature.format(head)
    if codec == nil, let defect = Self.strangeness(head, format: format) {
      return Self.assessment(problems.union([defect]))
    }
    do throws(VisionError) {
      let limits = limits(room, isTurned: (2...8).contains(orientation))
      let plan = try ImageDecoder.plan(bytes, format: codec ?? format, limits: limits)
      return try budget.holding(plan.cost) { () throws(VisionError) in
        // As it is stored: blocks and missing rows lie where the encoder put them.
        let image = try plan.decode()
        let isCut = image.truncated || image.lacksEnd
        return assess(image, orientation: orientation, problems: isCut ? problems.union([.truncated]) : problems)
      }
    } catch .damaged {
      return Self.assessment(problems.union([.truncated]))
    } catch .unsupported {
      return Self.assessment(problems)
    }
  }

  private func limits(_ room: Room, isTurned: Bool) -> DecodeLimits {
    var limits = DecodeLimits(credit: budget.total, use: .score(isTurned: isTurned))
    if room == .shared { limits.bytes = budget.total }
    return limits
  }

  private func assess(_ image: DecodedImage, orientation: Int, problems: Set<Defect>) -> Assessment {
    judge(LumaSurvey(image.pixels), hasAlpha: image.hasAlpha, problems: problems) {
      score(image.pixels.oriented(orientation))
    }
  }

  /// `score` is asked for only where the picture deserves one.
  func judge(
    _ survey: LumaSurvey, hasAlpha: Bool, problems: Set<Defect>, score: () -> Double
  ) -> Assessment {
    let shortSide = min(survey.width, survey.height)
    var defects = problems
    if shortSide >= Self.leastSideForDefects {
      if survey.isBlack { defects.insert(.black) }
      if survey.isBlank { defects.insert(.blank) }
      if survey.hasGreyTail, !hasAlpha { defects.insert(.truncated) }
    }
    guard defects.isSubset(of: [.blocking]) else { return Self.assessment(defects) }
    if survey.isPixelGrid { return Self.assessment(defects, abstained: .pixelGrid) }
    if shortSide >= Self.leastSideForDefects, survey.isBlocky { defects.insert(.blocking) }
    if shortSide < Network.side { return Self.assessment(defects, abstained: .tooSmall) }
    return Self.assessment(defects, score: Score(value: score(), scorer: Self.id))
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
    Assessment(score: score, defects: ordered(defects), abstained: abstained)
  }

  static func ordered(_ defects: Set<Defect>) -> [Defect] { Defect.allCases.filter(defects.contains) }
}
