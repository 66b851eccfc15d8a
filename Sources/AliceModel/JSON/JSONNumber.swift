import AliceNumbers

/// A JSON number, kept as its digits, so that 64-bit seeds and prices stay exact.
public struct JSONNumber: Sendable, Hashable {
  /// The digits in valid JSON number syntax.
  public let literal: String

  /// Returns nil unless `literal` is a number in JSON's grammar.
  public init?(literal: some StringProtocol) {
    guard JSONNumber.isNumber(literal.utf8) else { return nil }
    self.literal = String(literal)
  }

  public init(_ value: some FixedWidthInteger) { literal = String(value) }

  /// Uses the shortest decimal that reads back as `value`; returns nil for infinities and NaN.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    if value == value.rounded(), abs(value) < 9e15 {
      literal = String(Int64(value))
    } else {
      literal = "\(value)"
    }
  }

  public var int64: Int64? {
    if let exact = Int64(literal) { return exact }
    guard let double, double == double.rounded(), abs(double) < 9e15 else { return nil }
    return Int64(double)
  }

  public var uint64: UInt64? { UInt64(literal) ?? int64.flatMap { UInt64(exactly: $0) } }

  /// The number as a double; nil if it is too large.
  public var double: Double? { Double(literal).flatMap { $0.isFinite ? $0 : nil } }

  private static func isNumber(_ text: some Collection<UInt8>) -> Bool {
    var rest = text[...]
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    func digits() -> Int {
      let run = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
      rest = rest.dropFirst(run)
      return run
    }
    let leadingZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !(leadingZero && whole > 1) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
