import AliceNumbers

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
    // A multiple of seconds is billed as a whole: a clip of 7 s counts as two times 5 seconds.
    let increment = per == 1 ? kept?.increment : unit == .second ? per : nil
    // The provider may tell the price of a variant, such as that without sound; the list has the others.
    let isVariant = kept?.variants.contains { $0.amount == amount } ?? false
    let isNamed = unit == .opaque || per != 1 && unit != .second || isVariant
    let basic = isVariant ? kept?.amount ?? amount : amount
    self.init(
      amount: basic, unit: unit, per: per, basis: kept?.basis ?? .output, increment: increment,
      scaleParameter: kept?.scaleParameter,
      isApproximate: [.millionTokens, .thousandTokens, .computeSecond, .opaque].contains(unit),
      variants: kept?.variants.map { $0.scaled(from: known?.amount ?? basic, to: basic) } ?? [],
      billing: isNamed ? Billing(unit: ModelPrice.word(name), amount: amount) : nil,
      source: ModelPrice.pricingAPI, date: date)
  }

  /// The source of prices that the provider's pricing API told.
  package static let pricingAPI = "fal pricing API"

  /// Returns the unit and its multiple: `10 seconds` is seconds, ten at a time. Returns nil for an unknown unit.
  package static func unit(quoted name: String) -> (Unit, per: Double)? {
    var words = word(name).lowercased().split(separator: " ")[...]
    if words.first == "per" { words.removeFirst() }
    var count = 1.0
    while words.count > 1, let first = words.first, let factor = multiple(first) {
      count *= factor
      words.removeFirst()
    }
    guard (1...1e9).contains(count) else { return nil }
    let noun = words.joined(separator: " ")
    switch noun.hasSuffix("s") && noun.count > 1 ? String(noun.dropLast()) : noun {
    case "image", "picture": return (.image, count)
    case "megapixel", "mp": return (.megapixel, count)
    case "second", "sec": return (.second, count)
    case "minute", "min": return (.second, count * 60)
    case "hour": return (.second, count * 3600)
    case "compute second", "gpu second": return (.computeSecond, count)
    case "video": return (.video, count)
    case "generation", "request": return (.generation, count)
    case "token": return count == 1e6 ? (.millionTokens, 1) : (.thousandTokens, count / 1000)
    case "character", "char": return (.thousandCharacters, count / 1000)
    default: return nil
    }
  }

  /// Returns the number that `10`, `1,000`, `1k`, `1m` or `million` is.
  private static func multiple(_ word: Substring) -> Double? {
    if let named = ["k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6][word] { return named }
    let factor = word.hasSuffix("k") ? 1e3 : word.hasSuffix("m") ? 1e6 : 1
    let digits = (factor == 1 ? word : word.dropLast()).filter { $0 != "," }
    guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Double(digits).map { $0 * factor }
  }

  /// Returns the name without surplus spaces; `units` if it is not a valid name.
  static func word(_ name: String) -> String {
    let words = name.split(separator: " ").joined(separator: " ")
    let isName = (1...60).contains(words.utf8.count) && words.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    return isName ? words : "units"
  }
}

extension ModelPrice.Variant {
  /// Returns the variant in the same proportion to another price.
  fileprivate func scaled(from old: Money, to new: Money) -> ModelPrice.Variant {
    guard let amount, old > .zero else { return self }
    let product = Int128(amount.nanos) * Int128(new.nanos) + Int128(old.nanos / 2)
    return ModelPrice.Variant(
      when: when, amount: Int64(exactly: product / Int128(old.nanos)).map(Money.init(nanos:)))
  }
}
