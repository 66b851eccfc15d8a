extension ModelPrice {
  /// Creates a price from the provider's pricing API. The properties that the API lacks (steps, the basis, variants)
  /// come from `known` if that has the same unit.
  ///
  /// A unit that is unknown, or that is counted only while a request runs, allows no estimate: then `known` is kept for
  /// estimates, and the quoted price applies to bills. Returns nil if the price is not above zero.
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

  /// Returns the unit and its multiple: `10 seconds` is seconds, ten at a time. Returns nil for an unknown unit.
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

  /// Returns the name without surplus spaces; `units` if it is not a valid name.
  private static func word(_ name: String) -> String {
    let words = name.split(separator: " ").joined(separator: " ")
    let isName = (1...60).contains(words.utf8.count) && words.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    return isName ? words : "units"
  }
}

extension ModelPrice.Variant {
  /// Returns the variant in the same proportion to another price.
  fileprivate func scaled(from old: Money, to new: Money) -> ModelPrice.Variant {
    guard let amount, old > .zero else { return self }
    return ModelPrice.Variant(when: when, amount: Money(amount.dollars * new.dollars / old.dollars))
  }
}
