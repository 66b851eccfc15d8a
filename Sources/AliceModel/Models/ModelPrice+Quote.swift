extension ModelPrice {
  /// A price of the provider's pricing API. What the API does not say (steps, the basis, variants) is kept of `known`
  /// where that has the same unit.
  ///
  /// By a unit that is not known, or that is counted only while a request runs, nothing can be estimated: `known` stays for
  /// that, and bills are counted by what was quoted. Nil where the price is not above zero.
  package init?(quoted amount: Money, unit name: String, date: String, instead known: ModelPrice?) {
    guard amount > .zero else { return nil }
    let (unit, per) = ModelPrice.unit(quoted: name) ?? (.opaque, 1)
    if !unit.isForeseeable, let known, known.unit != unit {
      self = known
      billing = Billing(unit: ModelPrice.word(name), amount: amount)
      return
    }
    let kept = known?.unit == unit ? known : nil
    self.init(
      amount: amount, unit: unit, per: per, basis: kept?.basis ?? .output,
      increment: per == 1 ? kept?.increment : per, scaleParameter: kept?.scaleParameter,
      isApproximate: [.millionTokens, .thousandTokens, .computeSecond, .opaque].contains(unit),
      variants: kept?.variants.map { $0.scaled(from: known?.amount ?? amount, to: amount) } ?? [],
      billing: unit == .opaque ? Billing(unit: ModelPrice.word(name), amount: amount) : nil,
      source: "fal pricing API", date: date)
  }

  /// `10 seconds` is seconds, ten at a time. Nil for a unit of which nothing is known.
  package static func unit(quoted name: String) -> (Unit, per: Double)? {
    switch word(name).lowercased() {
    case "image", "images": return (.image, 1)
    case "megapixel", "megapixels": return (.megapixel, 1)
    case "second", "seconds": return (.second, 1)
    case "minute", "minutes": return (.second, 60)
    case "compute second", "compute seconds": return (.computeSecond, 1)
    case "video", "videos": return (.video, 1)
    case "generation", "generations", "request", "requests": return (.generation, 1)
    case "1m tokens": return (.millionTokens, 1)
    case "1000 tokens": return (.thousandTokens, 1)
    case "1000 characters": return (.thousandCharacters, 1)
    case let text:
      let words = text.split(separator: " ")
      guard words.count == 2, words[1] == "seconds", let count = Int(words[0]), (1...3600).contains(count) else {
        return nil
      }
      return (.second, Double(count))
    }
  }

  /// Without blanks around it; `units` for what is no such name.
  private static func word(_ name: String) -> String {
    let words = name.split(separator: " ").joined(separator: " ")
    let isName = (1...60).contains(words.utf8.count) && words.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    return isName ? words : "units"
  }
}

extension ModelPrice.Variant {
  /// In the same proportion to another price.
  fileprivate func scaled(from old: Money, to new: Money) -> ModelPrice.Variant {
    guard let amount, old > .zero else { return self }
    return ModelPrice.Variant(when: when, amount: Money(amount.dollars * new.dollars / old.dollars))
  }
}
