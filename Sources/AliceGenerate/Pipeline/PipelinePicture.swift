/// One of the pictures that a stage hands to the next.
struct PipelinePicture: Sendable, Hashable {
  /// A path, or an address.
  let source: String
  /// Nil for what was given from outside.
  let asset: Asset?

  init(source: String, asset: Asset? = nil) {
    self.source = source
    self.asset = asset
  }

  var prompt: String? { asset?.record.recipe.prompt }
  var seed: String? { asset?.record.recipe.seed }
  /// The same for the same picture, in every run of the program.
  var key: String { asset?.id.hex ?? source }
}

/// What was found of a picture when a pipeline had to choose.
public struct PipelineVerdict: Sendable, Hashable {
  public var score: Double?
  /// 1 to 5: a person's rating, else derived from the score.
  public var stars: Int?
  public var defects: [Defect] = []

  /// Black, blank and damaged pictures are never kept.
  var isDefective: Bool { !defects.isEmpty }

  static let fields: JSONFields<Self> = [
    .nullable("score", \.score), .nullable("stars", \.stars), .member("defects", \.defects),
  ]
}

extension Pipeline.Rule {
  /// The places of those that stay, in their order: what passes, and of it the best.
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
