import AliceNumbers

extension Money {
  /// The amount with at least two decimals: `5.00`, `0.025`.
  public var inDollars: String {
    let text = description
    guard let point = text.firstIndex(of: ".") else { return text + ".00" }
    return text.distance(from: point, to: text.endIndex) == 2 ? text + "0" : text
  }

  /// Saturates instead of overflowing.
  public static func - (left: Money, right: Money) -> Money {
    let (difference, overflow) = left.nanos.subtractingReportingOverflow(right.nanos)
    return Money(nanos: overflow ? (right.nanos < 0 ? .max : .min) : difference)
  }

  /// Saturates instead of overflowing.
  public static func * (left: Money, factor: Int) -> Money {
    let (product, overflow) = left.nanos.multipliedReportingOverflow(by: Int64(factor))
    return Money(nanos: overflow ? ((left.nanos < 0) == (factor < 0) ? .max : .min) : product)
  }
}
