/// What a model costs, and since when that is known: prices drift, so every one carries its date.
public struct ModelPrice: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable {
    case image, megapixel, second, video
    /// One request, whatever it makes.
    case generation
    case computeSecond = "compute second"
    /// Of a video: width × height × 24 × seconds / 1024.
    case millionTokens = "1m tokens"
    case thousandTokens = "1000 tokens"
    /// Of the text to speak.
    case thousandCharacters = "1000 characters"
    /// Whatever the provider counts; `billing` has its word for it.
    case opaque = "unit"

    /// False for what is counted only while a request runs.
    public var isForeseeable: Bool { self != .computeSecond && self != .opaque }
  }

  /// What the unit is counted on.
  public enum Basis: String, Sendable, Hashable {
    case output
    /// The file that was sent in, times the square of `scaleParameter` for megapixels.
    case source
  }

  /// Another price where the input says so.
  public struct Variant: Sendable, Hashable {
    /// Parameters and the values that they have then, their defaults counted.
    public let when: JSONObject
    /// Nil where it is known to differ, but not by how much.
    public let amount: Money?
  }

  /// What the provider counts in its bills, where that is not `unit`.
  public struct Billing: Sendable, Hashable {
    /// In the provider's words: `compute seconds`.
    public let unit: String
    /// For one of them; nil where it is not known.
    public let amount: Money?
  }

  /// For `per` units.
  public let amount: Money
  public let unit: Unit
  public var per = 1.0
  public let basis: Basis
  /// Units are billed in steps of this many, rounded up; nil where they are billed exactly.
  public let increment: Double?
  /// The parameter that says how many times larger the output is than the source.
  public let scaleParameter: String?
  /// True where the provider bills by something that cannot be known beforehand.
  public let isApproximate: Bool
  /// The first that fits counts.
  public var variants: [Variant] = []
  /// Nil where bills count `unit`, `per` at a time.
  public var billing: Billing?
  public let source: String
  /// When `source` said so: a year, perhaps with month and day.
  public let date: String

  /// For so many times `per` units. Nil where the product is out of range.
  public func cost(ofUnits units: Double) -> Money? { ModelPrice.product(amount, units) }

  /// For so many units of a bill. Nil where one of them has no known price, or the product is out of range.
  package func cost(ofBilled units: Double) -> Money? {
    guard let billing else { return cost(ofUnits: units) }
    return billing.amount.flatMap { ModelPrice.product($0, units) }
  }

  /// What bills count, in words.
  package var billedUnit: String { billing?.unit ?? unitPhrase }

  private static func product(_ amount: Money, _ units: Double) -> Money? {
    guard units.isFinite, units >= 0 else { return nil }
    return Int64(exactly: (Double(amount.nanos) * units).rounded()).map(Money.init(nanos:))
  }

  func billed(_ units: Double) -> Double {
    guard let increment, increment > 0 else { return units / per }
    return (units / increment).rounded(.up) * increment / per
  }

  /// What units are multiplied by for an input with these values; nil where that is not known.
  func factor(_ value: (String) -> JSONValue?) -> Double? {
    guard let variant = variants.first(where: { $0.when.allSatisfy { value($0.key) == $0.value } }) else { return 1 }
    return variant.amount.map { Double($0.nanos) / Double(amount.nanos) }
  }
}

extension ModelPrice {
  /// Nil unless `json` describes a price as `models.json` does.
  init?(json: JSONValue) {
    guard let amount = json["amount"]?.scalarText.flatMap({ Money($0) }), amount > .zero,
      let unit = json["unit"]?.stringValue.flatMap(Unit.init(rawValue:)),
      let source = json["source"]?.stringValue, let date = json["date"]?.stringValue
    else { return nil }
    let listed = json["variants"]?.arrayValue ?? []
    let variants = listed.compactMap(Variant.init(json:))
    let per = json["per"]?.doubleValue ?? 1
    let billing = json["bill"].flatMap(Billing.init(json:))
    guard variants.count == listed.count, per > 0, (json["bill"] ?? .null).isNull == (billing == nil) else {
      return nil
    }
    self.init(
      amount: amount, unit: unit, per: per,
      basis: json["basis"]?.stringValue.flatMap(Basis.init(rawValue:)) ?? .output,
      increment: json["rounds_up_to"]?.doubleValue, scaleParameter: json["scale"]?.stringValue,
      isApproximate: json["approximate"]?.boolValue ?? false, variants: variants, billing: billing, source: source,
      date: date)
  }

  /// As `models.json` writes it.
  public var json: JSONValue {
    var object: JSONObject = [
      "amount": .string(amount.description), "currency": "USD", "unit": .string(unit.rawValue),
    ]
    if per != 1 { object["per"] = JSONValue(per) }
    if basis == .source { object["basis"] = .string(basis.rawValue) }
    object["rounds_up_to"] = increment.map { JSONValue($0) }
    object["scale"] = scaleParameter.map(JSONValue.string)
    if isApproximate { object["approximate"] = true }
    if !variants.isEmpty { object["variants"] = .array(variants.map(\.json)) }
    object["bill"] = billing?.json
    object["source"] = .string(source)
    object["date"] = .string(date)
    return .object(object)
  }
}

extension ModelPrice: CustomStringConvertible {
  /// `0.025 USD per megapixel`.
  public var description: String { "\(isApproximate ? "about " : "")\(amount) USD per \(unitPhrase)" }

  /// `second`, `10 seconds`.
  public var unitPhrase: String {
    if unit == .opaque { return billing?.unit ?? unit.rawValue }
    return per == 1 ? unit.rawValue : "\(JSONValue(per).text) \(unit.rawValue)s"
  }
}

extension ModelPrice.Billing {
  /// Nil unless `json` is `{"unit": "compute seconds", "amount": "0.00125"}`, perhaps without the amount.
  init?(json: JSONValue) {
    guard let unit = json["unit"]?.stringValue, !unit.isEmpty else { return nil }
    let amount = json["amount"]?.scalarText.flatMap { Money($0) }
    guard (json["amount"] ?? .null).isNull == (amount == nil), amount.map({ $0 > .zero }) ?? true else { return nil }
    self.init(unit: unit, amount: amount)
  }

  var json: JSONValue { ["unit": .string(unit), "amount": JSONValue(amount?.description)] }
}

extension ModelPrice.Variant {
  /// Nil unless `json` is `{"when": {"generate_audio": false}, "amount": "0.112"}`, perhaps without the amount.
  init?(json: JSONValue) {
    guard let when = json["when"]?.objectValue, !when.isEmpty else { return nil }
    let amount = json["amount"]?.scalarText.flatMap { Money($0) }
    guard (json["amount"] ?? .null).isNull == (amount == nil), amount.map({ $0 > .zero }) ?? true else { return nil }
    self.init(when: when, amount: amount)
  }

  var json: JSONValue { ["when": .object(when), "amount": JSONValue(amount?.description)] }
}
