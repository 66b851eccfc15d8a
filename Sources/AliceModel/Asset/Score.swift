/// What a scorer measured; never rewritten by a newer scorer.
public struct Score: Sendable, Hashable {
  /// In the scorer's own unit: the default scorer's runs from about 0 to 4.
  public let value: Double
  /// Name and version of the scorer, as in `efflite0-agiqa/1`.
  public let scorer: String

  public init(value: Double, scorer: String) {
    self.value = value
    self.scorer = scorer
  }
}

/// A fault that is a fact, not a matter of taste.
public enum Defect: String, Sendable, Hashable, CaseIterable {
  case black
  case blank
  case truncated
  case wrongContent = "wrong-content"
  case blocking
}

/// Why a scorer gave no score, though it saw the picture.
public enum Abstention: String, Sendable, Hashable, CaseIterable {
  /// Pixel art: every edge lies on one exact grid. The scorer was not fitted to such pictures.
  case pixelGrid = "pixel-grid"
  /// The shorter side has fewer than 224 pixels.
  case tooSmall = "too-small"
}

/// All that scoring one picture found.
public struct Assessment: Sendable, Hashable {
  public var score: Score?
  public var defects: [Defect]
  public var abstained: Abstention?

  public init(score: Score? = nil, defects: [Defect] = [], abstained: Abstention? = nil) {
    self.score = score
    self.defects = defects
    self.abstained = abstained
  }
}

/// 1 to 5, given by a person.
public struct Rating: Sendable, Hashable {
  public let stars: Int

  public init?(_ stars: Int) {
    guard (1...5).contains(stars) else { return nil }
    self.stars = stars
  }
}

/// Turns a raw score into stars. Named and frozen: a new way of cutting is a new calibration, so no file moves by itself.
public struct Calibration: Sendable, Hashable {
  public let name: String
  /// Ascending; a score gets one star, and one more for each cut below it.
  public let cuts: [Double]

  public init(name: String, cuts: [Double]) {
    self.name = name
    self.cuts = cuts
  }

  /// The cuts at which predicted stars meet the stars that people gave, on the training part of AGIQA-3K.
  public static let standard = Calibration(name: "default", cuts: [1.457, 2.230, 2.860, 3.273])

  /// A defect caps the picture at one star; without a score and without a defect there are no stars at all.
  public func stars(for score: Score?, defects: [Defect]) -> Int? {
    if !defects.isEmpty { return 1 }
    return score.map { score in 1 + cuts.count { $0 < score.value } }
  }
}
