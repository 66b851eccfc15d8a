/// What a model costs, and since when that is known: prices drift, so every one carries its date.
public struct ModelPrice: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable {
    case image, megapixel, second, video
    case computeSecond = "compute second"
  }

  /// What the unit is counted on.
  public enum Basis: String, Sendable, Hashable {
    case output
    /// The file that was sent in, times the square of `scaleParameter` for megapixels.
    case source
  }

  /// For one unit.
  public let amount: Money
  public let unit: Unit
  public let basis: Basis
  /// Units are billed in steps of this many, rounded up; nil where they are billed exactly.
  public let increment: Double?
  /// The parameter that says how many times larger the output is than the source.
  public let scaleParameter: String?
  /// True where the provider bills by something that cannot be known beforehand.
  public let isApproximate: Bool
  public let source: String
  /// When `source` said so: a year, perhaps with month and day.
  public let date: String

  /// Nil where the product is out of range.
  public func cost(ofUnits units: Double) -> Money? {
    guard units.isFinite, units >= 0 else { return nil }
    return Int64(exactly: (Double(amount.nanos) * units).rounded()).map(Money.init(nanos:))
  }

  func billed(_ units: Double) -> Double {
    guard let increment, increment > 0 else { return units }
    return (units / increment).rounded(.up) * increment
  }
}

extension ModelPrice {
  /// Nil unless `json` describes a price as `models.json` does.
  init?(json: JSONValue) {
    guard let amount = json["amount"]?.scalarText.flatMap({ Money($0) }), amount > .zero,
      let unit = json["unit"]?.stringValue.flatMap(Unit.init(rawValue:)),
      let source = json["source"]?.stringValue, let date = json["date"]?.stringValue
    else { return nil }
    self.init(
      amount: amount, unit: unit, basis: json["basis"]?.stringValue.flatMap(Basis.init(rawValue:)) ?? .output,
      increment: json["rounds_up_to"]?.doubleValue, scaleParameter: json["scale"]?.stringValue,
      isApproximate: json["approximate"]?.boolValue ?? false, source: source, date: date)
  }

  /// As `models.json` writes it.
  public var json: JSONValue {
    var object: JSONObject = [
      "amount": .string(amount.description), "currency": "USD", "unit": .string(unit.rawValue),
    ]
    if basis == .source { object["basis"] = .string(basis.rawValue) }
    object["rounds_up_to"] = increment.map { JSONValue($0) }
    object["scale"] = scaleParameter.map(JSONValue.string)
    if isApproximate { object["approximate"] = true }
    object["source"] = .string(source)
    object["date"] = .string(date)
    return .object(object)
  }
}

extension ModelPrice: CustomStringConvertible {
  /// `0.025 USD per megapixel`.
  public var description: String { "\(isApproximate ? "about " : "")\(amount) USD per \(unit.rawValue)" }
}
