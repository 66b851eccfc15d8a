package import AliceModel

/// Generated assets for a library of any size: the same seed gives the same assets on every machine.
///
/// Words follow Zipf's law, as in prompts: the first word of the vocabulary is in every other prompt, the last in one
/// of thousands.
package struct SyntheticAssets: Sequence, Sendable {
  private let number: Int
  private let seed: UInt64

  package init(count: Int, seed: UInt64 = 1) {
    number = count
    self.seed = seed
  }

  package func makeIterator() -> Iterator { Iterator(left: number, random: SplitMix64(seed: seed)) }

  package struct Iterator: IteratorProtocol {
    var left: Int
    var random: SplitMix64
    private var words = SyntheticWords()
    private var milliseconds: Int64 = 1_600_000_000_000

    init(left: Int, random: SplitMix64) {
      self.left = left
      self.random = random
    }

    package mutating func next() -> Asset? {
      guard left > 0 else { return nil }
      left -= 1
      milliseconds += Int64(random.below(180_000))
      return asset(created: Timestamp(milliseconds: milliseconds, offsetMinutes: 60))
    }

    private mutating func asset(created: Timestamp) -> Asset {
      let model = SyntheticAssets.models[random.below(random.below(SyntheticAssets.models.count) + 1)]
      var record = AssetRecord(
        provenance: Provenance(recipe: recipe(model), provider: "fal", generator: .alice, created: created),
        added: created)
      record.provenance.cost = Cost(amount: Money(nanos: Int64(random.below(50)) * 1_000_000), basis: .billed)
      if random.below(10) > 0 {
        record.assessment.score = Score(value: Double(random.below(4000)) / 1000, scorer: "synthetic/1")
      }
      if random.below(20) == 0 { record.rating = Rating(1 + random.below(5)) }
      if random.below(4) == 0 { record.tags = [words.next(&random)] }
      let side = [512, 768, 1024, 1344][random.below(4)]
      let facts = FileFacts(
        format: random.below(20) == 0 ? .mp4 : .png, width: side, height: 768,
        bytes: 500_000 + UInt64(random.below(1_000_000)))
      return Asset(id: id(), path: "", facts: facts, record: record).filed(under: model)
    }

    private mutating func recipe(_ model: String) -> Recipe {
      let prompt = (0..<(30 + random.below(40))).map { _ in words.next(&random) }.joined(separator: " ")
      return Recipe(
        prompt: prompt, model: model, seed: String(random.next()),
        parameters: ["num_inference_steps": JSONValue(20 + random.below(30)), "sampler": "euler"])
    }

    private mutating func id() -> AssetID {
      let digest = (0..<4).flatMap { _ in withUnsafeBytes(of: random.next().bigEndian, Array.init) }
      guard let id = AssetID(digest: digest) else { preconditionFailure("four times eight bytes are 32") }
      return id
    }
  }

  static let models = ["flux-schnell", "flux-dev", "flux-pro", "sdxl", "kling-v2-text", "imagen-4", "recraft-v3"]
}

extension Asset {
  fileprivate func filed(under model: String) -> Asset {
    var filed = self
    let quality = self.quality.map { "\($0)-star" } ?? "unrated"
    filed.path = BytePath("\(created.day)/\(model)/\(quality)/synthetic-\(id.short).\(facts.format.fileExtension)")
    return filed
  }
}

/// Invented words, the most frequent ones first.
package struct SyntheticWords: Sendable {
  /// The number of words.
  package static let count = 20_000

  /// Returns a word by its rank: `word(0)` is in about half of the prompts, `word(300)` in one of a hundred.
  package static func word(_ rank: Int) -> String {
    let syllables = [
      "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "sha", "gre", "pli", "dro", "stu", "wen",
    ]
    var word = ""
    var rest = rank + syllables.count
    while rest > 0 {
      word += syllables[rest % syllables.count]
      rest /= syllables.count
    }
    return word
  }

  mutating func next(_ random: inout SplitMix64) -> String {
    // The logarithm is uniformly distributed, so the density falls with the rank as in Zipf's law.
    let fraction = Double(random.next() >> 11) / Double(1 << 53)
    return SyntheticWords.word(Int(power(Double(SyntheticWords.count), fraction)) - 1)
  }

  /// Returns base ** exponent for exponents from 0 to 1 by repeated square roots, without a library function that may
  /// differ between machines.
  private func power(_ base: Double, _ exponent: Double) -> Double {
    var (result, root, rest) = (1.0, base, exponent)
    for _ in 0..<40 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
    }
    return result
  }
}
