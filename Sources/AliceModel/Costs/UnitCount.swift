import AliceNumbers

/// A number of billed units, exact as the provider wrote it.
package struct UnitCount: Sendable, Hashable {
  private let digits: UInt64
  /// The power of ten by which `digits` is multiplied.
  private let exponent: Int

  /// More digits than a double holds are left out.
  private static let mostDigits = 18
  private static let largestExponent = 400

  /// Returns nil unless the text is a number in JSON's grammar that is not negative.
  package init?(_ text: String) {
    guard text.utf8.count <= 400, JSONNumber(literal: text) != nil, !text.hasPrefix("-") else { return nil }
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    let decimal = parts[0].split(separator: ".", maxSplits: 1)
    let fraction = decimal.count == 2 ? decimal[1] : ""
    // The magnitude of the smallest integer is no integer, so `abs` is not for it.
    guard let power = parts.count == 2 ? Int(parts[1]) : 0, power.magnitude <= UnitCount.largestExponent else {
      return nil
    }
    let all = (decimal[0] + fraction).drop { $0 == "0" }
    let kept = all.prefix(UnitCount.mostDigits)
    guard let digits = kept.isEmpty ? 0 : UInt64(kept) else { return nil }
    self.digits = digits
    exponent = power - fraction.count + (all.count - kept.count)
  }

  /// Returns nil for a number that is negative or not finite.
  package init?(_ number: Double) {
    guard let literal = JSONNumber(number)?.literal else { return nil }
    self.init(literal)
  }

  package var isZero: Bool { digits == 0 }

  /// Returns the cost of this number of units at `price` for each, rounded to a billionth of a dollar; nil if that is
  /// too large or the price is negative.
  package func cost(at price: Money) -> Money? {
    guard price >= .zero else { return nil }
    var product = UInt128(digits) * UInt128(price.nanos.magnitude)
    guard product > 0 else { return .zero }
    if exponent >= 0 {
      for _ in 0..<exponent {
        let (larger, isOver) = product.multipliedReportingOverflow(by: 10)
        guard !isOver else { return nil }
        product = larger
      }
    } else {
      // The divisor of 38 places is the largest power of ten in 128 bits; the product is smaller than that of 37.
      guard exponent >= -38 else { return .zero }
      let divisor = (0..<(-exponent)).reduce(UInt128(1)) { power, _ in power * 10 }
      product = (product + divisor / 2) / divisor
    }
    return Int64(exactly: product).map(Money.init(nanos:))
  }
}
