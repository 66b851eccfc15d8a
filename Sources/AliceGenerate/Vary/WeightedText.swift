import AliceNumbers

/// A value of a wildcard or an alternative, with its share among the others: `3::red fox`, by default 1.
struct WeightedText: Sendable, Hashable {
  let text: String
  let weight: Double

  init(parsing source: Substring) {
    if let mark = source.firstRange(of: "::"), let weight = Double(source[..<mark.lowerBound].trimmingBlanks),
      weight >= 0, weight <= 1e9
    {
      text = source[mark.upperBound...].trimmingBlanks
      self.weight = weight
    } else {
      text = source.trimmingBlanks
      weight = 1
    }
  }

  /// Reads the lines of a file; empty lines and those that begin with `#` are skipped.
  static func list(parsing source: String) -> [WeightedText] {
    source.split(whereSeparator: \.isNewline).map { WeightedText(parsing: $0) }
      .filter { !$0.text.isEmpty && $0.text.first != "#" }
  }
}

extension SplitMix64 {
  /// Returns the index of a value at random, by the weights; nil if there is none.
  mutating func pick(_ values: [WeightedText]) -> Int? {
    let sum = values.reduce(0) { $0 + $1.weight }
    guard !values.isEmpty, sum > 0, sum.isFinite else { return values.isEmpty ? nil : below(values.count) }
    var left = Double(next() >> 11) * 0x1p-53 * sum
    for (index, value) in values.enumerated() where value.weight > 0 {
      if left < value.weight { return index }
      left -= value.weight
    }
    return values.lastIndex { $0.weight > 0 }
  }
}
