package import AliceModel

extension QualityScorer {
  /// The minimum length of the shorter side for the defects black and blank: a smaller image has too few pixels to
  /// decide.
  private static let minimumSideForDefects = 64

  /// Decodes a file and assesses it: defects first, then reasons to abstain, then the score.
  ///
  /// `problems` are the defects that a parser of the container found; they are kept and combined with those of the
  /// pixels. An image that is black, blank, truncated or no image at all gets no score. One with visible blocks gets
  /// both. A file that cannot be decoded, because there is no codec or it is too large, gets neither.
  package func assess(
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int, problems: Set<Defect>
  ) -> Assessment {
    do {
      return try measure(bytes, format: format, orientation: orientation, problems: problems)
    } catch {
      return Self.assessment(problems)
    }
  }

  /// The amount of memory that an image may use.
  package enum Room: Sendable {
    /// A share of the memory for all images.
    case shared
    /// All that one image may use, while no other image is held, provided that the file is long enough to justify it.
    case alone
  }

  /// The memory in bytes that one image may use: with the rest of the program it is less than 160 MB.
  private static let mostOfOneImage = 96 << 20

  /// Assesses a file; throws `tooLarge`, `noMemory` and `unreadable` if nothing can be said about the pixels.
  ///
  /// Waits while other images occupy the memory.
  package func measure(
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int, problems: Set<Defect>,
    room: Room = .shared, copy: SmallCopy? = nil
  ) throws(VisionError) -> Assessment {
    if bytes.byteCount == 0 { return Self.assessment(problems.union([.truncated])) }
    var source = PictureSource(bytes)
    let head = Array(try source.bytes(at: 0, count: PictureSignature.headSize))
    let codec = PictureSignature.format(head)
    if codec == nil, let defect = Self.contentDefect(head, format: format) {
      return Self.assessment(problems.union([defect]))
    }
    do throws(VisionError) {
      let limits = limits(room, isTurned: (2...8).contains(orientation))
      let plan = try ImageDecoder.plan(bytes, format: codec ?? format, limits: limits)
      return try budget.holding(plan.cost) { () throws(VisionError) in
        // The image is not oriented yet: blocks and missing rows are where the encoder put them.
        let image = try plan.decode()
        let isCut = image.truncated || image.lacksEnd
        copy?.take(image.pixels, orientation, isWhole: !isCut)
        return assess(image, orientation, isCut ? problems.union([.truncated]) : problems, copy)
      }
    } catch .damaged {
      return Self.assessment(problems.union([.truncated]))
    } catch .unsupported {
      return Self.assessment(problems)
    }
  }

  private func limits(_ room: Room, isTurned: Bool) -> DecodeLimits {
    var limits = DecodeLimits(credit: budget.share, use: .score(isTurned: isTurned))
    limits.bytes = room == .shared ? min(budget.share, Self.mostOfOneImage) : Self.mostOfOneImage
    return limits
  }

  private func assess(
    _ image: DecodedImage, _ orientation: Int, _ problems: Set<Defect>, _ copy: SmallCopy?
  ) -> Assessment {
    judge(LumaSurvey(image.pixels), hasAlpha: image.hasAlpha, problems: problems, copy) {
      image.pixels.oriented(orientation)
    }
  }

  /// The network reads `pixels` only if the image qualifies for a score, or if somebody wants to know what it shows.
  func judge(
    _ survey: LumaSurvey, hasAlpha: Bool, problems: Set<Defect>, _ copy: SmallCopy?, pixels: () -> Pixels
  ) -> Assessment {
    let shortSide = min(survey.width, survey.height)
    var defects = problems
    if shortSide >= Self.minimumSideForDefects {
      if survey.isBlack { defects.insert(.black) }
      if survey.isBlank { defects.insert(.blank) }
      if survey.hasGreyTail, !hasAlpha { defects.insert(.truncated) }
    }
    guard defects.isSubset(of: [.blocking]) else {
      copy?.take { nil }
      return Self.assessment(defects)
    }
    if survey.isPixelGrid {
      copy?.take { Self.features(of: pixels(), level: .best) }
      return Self.assessment(defects, abstained: .pixelGrid)
    }
    if shortSide >= Self.minimumSideForDefects, survey.isBlocky { defects.insert(.blocking) }
    guard shortSide >= Network.side else {
      copy?.take { Self.features(of: pixels(), level: .best) }
      return Self.assessment(defects, abstained: .tooSmall)
    }
    return Self.assessment(defects, score: Score(value: score(pixels(), copy: copy), scorer: Self.id))
  }

  /// Returns the defect of bytes that do not begin like any image format with a codec; nil if they may be another
  /// format.
  private static func contentDefect(_ bytes: [UInt8], format: MediaFormat) -> Defect? {
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
