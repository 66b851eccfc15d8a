extension ModelPrice {
  /// A price of the provider's pricing API. What the API does not say (steps, the basis, variants) is kept of `known`
  /// where that has the same unit.
  ///
  /// Nil where the unit is not known, the price is not above zero, or it is by the second of computing, of which nothing
  /// can be estimated, and a price by something else is known.
  package init?(quoted amount: Money, unit name: String, date: String, instead known: ModelPrice?) {
    guard amount > .zero, let (unit, per) = ModelPrice.unit(quoted: name) else { return nil }
    if unit == .computeSecond, let known, known.unit != unit { return nil }
    let kept = known?.unit == unit ? known : nil
    self.init(
      amount: amount, unit: unit, per: per, basis: kept?.basis ?? .output,
      increment: per == 1 ? kept?.increment : per, scaleParameter: kept?.scaleParameter,
      isApproximate: [.millionTokens, .computeSecond].contains(unit),
      variants: kept?.variants.map { $0.scaled(from: known?.amount ?? amount, to: amount) } ?? [],
      source: "fal pricing API", date: date)
  }

  /// `10 seconds` is seconds, ten at a time.
  package static func unit(quoted name: String) -> (Unit, per: Double)? {
    switch name.lowercased() {
    case "image", "images": return (.image, 1)
    case "megapixel", "megapixels": return (.megapixel, 1)
    case "second", "seconds": return (.second, 1)
    case "minute", "minutes": return (.second, 60)
    case "compute second", "compute seconds": return (.computeSecond, 1)
    case "video", "videos": return (.video, 1)
    case "generation", "generations": return (.generation, 1)
    case "1m tokens": return (.millionTokens, 1)
    case "1000 characters": return (.thousandCharacters, 1)
    case let text:
      let words = text.split(separator: " ")
      guard words.count == 2, words[1] == "seconds", let count = Int(words[0]), (1...3600).contains(count) else {
        return nil
      }
      return (.second, Double(count))
    }
  }
}

extension ModelPrice.Variant {
  /// In the same proportion to another price.
  fileprivate func scaled(from old: Money, to new: Money) -> ModelPrice.Variant {
    guard let amount, old > .zero else { return self }
    return ModelPrice.Variant(when: when, amount: Money(amount.dollars * new.dollars / old.dollars))
  }
}
