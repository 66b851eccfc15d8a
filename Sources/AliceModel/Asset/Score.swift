import AliceNumbers

/// The measurement of one scorer. A newer scorer never rewrites it.
public struct Score: Sendable, Hashable {
  /// The value in the scorer's own unit: the default scorer's range is about 0 to 4.
  public let value: Double
  /// The name and version of the scorer: `efflite0-agiqa/1`.
  public let scorer: String

  public init(value: Double, scorer: String) {
    self.value = value
    self.scorer = scorer
  }
}

/// An objective fault, as opposed to a matter of taste.
public enum Defect: String, Sendable, Hashable, CaseIterable {
  case black
  case blank
  case truncated
  case wrongContent = "wrong-content"
  case blocking
  /// A film that shows the same from its beginning to its end.
  case frozen
}

/// The reason why a scorer gave no score to an image that it could decode.
public enum Abstention: String, Sendable, Hashable, CaseIterable {
  /// Pixel art: every edge lies on one exact grid. The scorer is not trained on such images.
  case pixelGrid = "pixel-grid"
  /// The shorter side has fewer than 224 pixels.
  case tooSmall = "too-small"
}

/// The result of scoring one image or film.
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

/// A rating of 1 to 5 stars, given by the user.
public struct Rating: Sendable, Hashable {
  public let stars: Int

  public init?(_ stars: Int) {
    guard (1...5).contains(stars) else { return nil }
    self.stars = stars
  }
}

/// The user's choice whether to keep an asset, which is independent of its rating.
public enum Pick: String, Sendable, Hashable, CaseIterable {
  case picked, rejected
}

/// A rule that turns a raw score into stars. It is named and frozen: different thresholds are a new calibration, so no
/// file moves by itself.
public struct Calibration: Sendable, Hashable {
  public let name: String
  /// The thresholds in ascending order. A score gets one star, plus one for each threshold below it.
  public let cuts: [Double]

  public init(name: String, cuts: [Double]) {
    self.name = name
    self.cuts = cuts
  }

  /// The thresholds at which the predicted stars match the stars that people gave, on the training part of AGIQA-3K.
  public static let standard = Calibration(name: "default", cuts: [1.457, 2.230, 2.860, 3.273])

  /// Returns one star if there is a defect, and nil if there is neither a score nor a defect.
  public func stars(for score: Score?, defects: [Defect]) -> Int? {
    if !defects.isEmpty { return 1 }
    return score.map { score in 1 + cuts.count { $0 < score.value } }
  }
}
