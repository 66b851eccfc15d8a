import AliceNumbers

/// The price of a model with its date, because prices change.
public struct ModelPrice: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable {
    case image, megapixel, second, video
    /// One request, whatever it produces.
    case generation
    case computeSecond = "compute second"
    /// The tokens of a video: width × height × 24 × seconds / 1024.
    case millionTokens = "1m tokens"
    case thousandTokens = "1000 tokens"
    /// The characters of the text to speak.
    case thousandCharacters = "1000 characters"
    /// A unit of the provider's own; `billing` has its name.
    case opaque = "unit"

    /// Whether the number of units is known before a request runs.
    public var isForeseeable: Bool { self != .computeSecond && self != .opaque }
  }

  /// The file whose units are counted.
  public enum Basis: String, Sendable, Hashable {
    case output
    /// The input file; for megapixels, multiplied by the square of `scaleParameter`.
    case source
  }

  /// A different price for certain inputs.
  public struct Variant: Sendable, Hashable {
    /// The parameters and values for which the price applies; defaults count as given.
    public let when: JSONObject
    /// The price; nil if it is known to differ, but not by how much.
    public let amount: Money?
  }

  /// The unit of the provider's bills, if it is not `unit`.
  public struct Billing: Sendable, Hashable {
    /// The name that the provider uses: `compute seconds`.
    public let unit: String
    /// The price of one of these units; nil if it is not known.
    public let amount: Money?
  }

  /// The price of `per` units.
  public let amount: Money
  public let unit: Unit
  public var per = 1.0
  public let basis: Basis
  /// Units are billed in multiples of this number, rounded up; nil if they are billed exactly.
  public let increment: Double?
  /// The parameter that holds the ratio of the output's side to the input's.
  public let scaleParameter: String?
  /// Whether the provider bills by a quantity that cannot be known in advance.
  public let isApproximate: Bool
  /// The variants; the first one that matches applies.
  public var variants: [Variant] = []
  /// The unit of bills; nil if they count `unit`, `per` at a time.
  public var billing: Billing?
  public let source: String
  /// The date of the information from `source`: a year, optionally with month and day.
  public let date: String

  /// Returns the cost of `units` times `per` units; nil if the product is out of range.
  public func cost(ofUnits units: Double) -> Money? { UnitCount(units)?.cost(at: amount) }

  /// Returns the cost of `units` units of a bill; nil if their price is not known, or the product is out of range.
  package func cost(ofBilled units: UnitCount) -> Money? {
    (billing == nil ? amount : billing?.amount).flatMap(units.cost)
  }

  /// The name of the unit that bills count.
  package var billedUnit: String { billing?.unit ?? unitPhrase }

  func billed(_ units: Double) -> Double {
    guard let increment, increment > 0 else { return units / per }
    return (units / increment).rounded(.up) * increment / per
  }

  /// Returns the factor of the variant that applies to these values; nil if it is not known.
  func factor(_ value: (String) -> JSONValue?) -> Double? {
    guard let variant = variants.first(where: { $0.when.allSatisfy { value($0.key) == $0.value } }) else { return 1 }
    return variant.amount.map { Double($0.nanos) / Double(amount.nanos) }
  }
}

extension ModelPrice {
  /// Returns nil unless `json` describes a price in the form of `models.json`.
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

  /// The price in the form of `models.json`.
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
    if let billing, unit == .opaque || billing.amount == amount { return billing.unit }
    return per == 1 ? unit.rawValue : "\(JSONValue(per).text) \(unit.rawValue)s"
  }
}

extension ModelPrice.Billing {
  /// Returns nil unless `json` is `{"unit": "compute seconds", "amount": "0.00125"}`, perhaps without the amount.
  init?(json: JSONValue) {
    guard let unit = json["unit"]?.stringValue, !unit.isEmpty else { return nil }
    let amount = json["amount"]?.scalarText.flatMap { Money($0) }
    guard (json["amount"] ?? .null).isNull == (amount == nil), amount.map({ $0 > .zero }) ?? true else { return nil }
    self.init(unit: unit, amount: amount)
  }

  var json: JSONValue { ["unit": .string(unit), "amount": JSONValue(amount?.description)] }
}

extension ModelPrice.Variant {
  /// Returns nil unless `json` is `{"when": {"generate_audio": false}, "amount": "0.112"}`, perhaps without the amount.
  init?(json: JSONValue) {
    guard let when = json["when"]?.objectValue, !when.isEmpty else { return nil }
    let amount = json["amount"]?.scalarText.flatMap { Money($0) }
    guard (json["amount"] ?? .null).isNull == (amount == nil), amount.map({ $0 > .zero }) ?? true else { return nil }
    self.init(when: when, amount: amount)
  }

  var json: JSONValue { ["when": .object(when), "amount": JSONValue(amount?.description)] }
}
