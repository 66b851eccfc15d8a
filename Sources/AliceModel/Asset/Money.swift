import AliceNumbers

/// An amount in US dollars, exact to a billionth, so that prices per token and sums of thousands of them stay exact.
public struct Money: Sendable, Hashable {
  public let nanos: Int64

  public init(nanos: Int64) { self.nanos = nanos }

  public static let zero = Money(nanos: 0)

  /// Reads a decimal such as `0.025`. Returns nil if the text is no decimal, has more than nine significant decimal
  /// places, or is too large.
  public init?(_ text: String) {
    // Bounds the work: removing trailing zeros is quadratic in the length of the text.
    guard text.utf8.count <= 400 else { return nil }
    let negative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" || $0 == "$" }.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int64(parts[0]), whole >= 0 else { return nil }
    var fraction = parts.count == 2 ? String(parts[1]) : ""
    while fraction.count > 9, fraction.hasSuffix("0") { fraction.removeLast() }
    guard fraction.count <= 9, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let nanos = Int64(fraction + String(repeating: "0", count: 9 - fraction.count)) ?? 0
    let (scaled, tooLarge) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = scaled.addingReportingOverflow(nanos)
    guard !tooLarge, !overflow else { return nil }
    self.init(nanos: negative ? -sum : sum)
  }

  /// Rounds to the nearest billionth; returns nil if the value is not finite or too large.
  public init?(_ dollars: Double) {
    guard let nanos = Int64(exactly: (dollars * 1e9).rounded()) else { return nil }
    self.init(nanos: nanos)
  }

  public var dollars: Double { Double(nanos) / 1e9 }

  /// Saturates instead of overflowing.
  public static func + (left: Money, right: Money) -> Money {
    let (sum, overflow) = left.nanos.addingReportingOverflow(right.nanos)
    return Money(nanos: overflow ? (right.nanos > 0 ? .max : .min) : sum)
  }
}

extension Money: CustomStringConvertible {
  /// The shortest decimal form: `0.025`.
  public var description: String {
    let magnitude = nanos.magnitude
    var fraction = String(magnitude % 1_000_000_000)
    fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return (nanos < 0 ? "-" : "") + String(magnitude / 1_000_000_000) + (fraction.isEmpty ? "" : "." + fraction)
  }
}

extension Money: Comparable {
  public static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }
}

/// The cost of an asset, and how it is known.
public struct Cost: Sendable, Hashable {
  public enum Basis: String, Sendable, Hashable {
    /// An estimate from the price list; the provider has not billed yet.
    case estimate
    /// Computed from the units that the provider reported, or entered by the user.
    case billed
    /// The amount that counts instead of a bill that is implausible or cannot be converted to money.
    case unverified
    /// A simulator served the request, and nothing was paid.
    case simulated
  }

  /// What was paid: zero for simulated work.
  public let amount: Money
  public let basis: Basis
  /// What simulated work would have cost; nil for all other.
  public let wouldBe: Money?

  /// Creates a cost. For simulated work `amount` is what it would have cost.
  public init(amount: Money, basis: Basis) {
    self.amount = basis == .simulated ? .zero : amount
    self.basis = basis
    wouldBe = basis == .simulated ? amount : nil
  }

  /// The price of the work, whether it was paid or simulated.
  public var price: Money { wouldBe ?? amount }

  public var json: JSONValue {
    var object: JSONObject = [
      "amount": .string(amount.description), "currency": "USD", "basis": .string(basis.rawValue),
    ]
    object["would_be"] = (wouldBe?.description).map(JSONValue.string)
    return .object(object)
  }

  /// Reads simulated costs of earlier versions, too, which have the amount that would have been paid in `amount`.
  public init?(json: JSONValue) {
    guard let amount = (json["would_be"] ?? json["amount"])?.scalarText.flatMap({ Money($0) }) else { return nil }
    self.init(amount: amount, basis: json["basis"]?.stringValue.flatMap(Basis.init) ?? .estimate)
  }
}
