/// An image that a stage passes to the next.
struct PipelinePicture: Sendable, Hashable {
  /// A path or a URL.
  let source: String
  /// The asset; nil for an image that the user provided.
  let asset: Asset?

  init(source: String, asset: Asset? = nil) {
    self.source = source
    self.asset = asset
  }

  var prompt: String? { asset?.record.recipe.prompt }
  var seed: String? { asset?.record.recipe.seed }
  /// Identifies the image, the same in every run of the program.
  var key: String { asset?.id.hex ?? source }
}

/// The assessment of an image on which a pipeline bases its choice.
public struct PipelineVerdict: Sendable, Hashable {
  public var score: Double?
  /// The stars from 1 to 5: the user's rating if there is one, otherwise derived from the score.
  public var stars: Int?
  public var defects: [Defect] = []

  /// Whether the image is black, blank or damaged; such an image is never kept.
  var isDefective: Bool { !defects.isEmpty }

  static let fields: JSONFields<Self> = [
    .nullable("score", \.score), .nullable("stars", \.stars), .member("defects", \.defects),
  ]
}

extension Pipeline.Rule {
  /// Returns the indices of the kept images in ascending order: the best of those that meet the condition.
  func kept(_ verdicts: [PipelineVerdict]) -> [Int] {
    let passing = verdicts.indices.filter { index in
      let verdict = verdicts[index]
      guard !verdict.isDefective else { return false }
      return quality.map { range in verdict.stars.map(range.contains) ?? false } ?? true
    }
    guard let top else { return passing }
    let best = passing.sorted { left, right in
      let (one, other) = (verdicts[left], verdicts[right])
      return (one.stars ?? 0, one.score ?? -1, right) > (other.stars ?? 0, other.score ?? -1, left)
    }
    return Set(best.prefix(top)).sorted()
  }
}
