package import AliceModel

/// The assessment of a film, from those of frames that are spread over its length.
package struct FilmJudgement: Sendable {
  /// The longer side of the copies by which frames are compared.
  package static let copyEdge = 64

  /// The difference of luma, of 255, up to which a place shows the same in two frames: compression alone changes it.
  private static let stillness = 4

  private var frames: [Assessment] = []
  private var copies: [Pixels] = []

  package init() {}

  /// Adds the next frame; `copy` is the frame reduced to `copyEdge`, nil if it was not decoded.
  package mutating func add(_ frame: Assessment, _ copy: Pixels?) {
    frames.append(frame)
    if let copy { copies.append(copy) }
  }

  /// The median of the scores, and the defects that all frames have.
  package var assessment: Assessment {
    guard let first = frames.first else { return Assessment() }
    var defects = frames.dropFirst().reduce(Set(first.defects)) { $0.intersection($1.defects) }
    if isFrozen, defects.isDisjoint(with: [.black, .blank]) { defects.insert(.frozen) }
    guard let median else {
      return Assessment(defects: QualityScorer.ordered(defects), abstained: frames.lazy.compactMap(\.abstained).first)
    }
    return Assessment(score: median, defects: QualityScorer.ordered(defects))
  }

  /// The middle score of the frames that have one; of an even number the mean of both in the middle.
  private var median: Score? {
    let values = frames.compactMap(\.score?.value).sorted()
    guard !values.isEmpty else { return nil }
    let (low, high) = (values[(values.count - 1) / 2], values[values.count / 2])
    return Score(value: low == high ? low : (low + high) / 2, scorer: QualityScorer.id)
  }

  /// Whether no place of the picture changes from frame to frame.
  private var isFrozen: Bool {
    guard let first = copies.first, copies.count > 1, copies.count == frames.count else { return false }
    return copies.dropFirst().allSatisfy { FilmJudgement.showTheSame(first, $0) }
  }

  private static func showTheSame(_ one: Pixels, _ other: Pixels) -> Bool {
    guard one.width == other.width, one.rgb.count == other.rgb.count else { return false }
    return (0..<one.rgb.count / 3).allSatisfy { abs(luma(one, $0) - luma(other, $0)) <= stillness }
  }

  private static func luma(_ pixels: Pixels, _ index: Int) -> Int {
    let (red, green, blue) = (pixels.rgb[3 * index], pixels.rgb[3 * index + 1], pixels.rgb[3 * index + 2])
    return (299 * Int(red) + 587 * Int(green) + 114 * Int(blue) + 500) / 1000
  }
}
