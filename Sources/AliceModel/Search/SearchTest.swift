/// One alternative after a field's colon.
public struct SearchTest: Sendable, Hashable {
  public enum Meaning: Sendable, Hashable {
    /// `*`: there is a value.
    case present
    case number(SearchRange<Double>)
    case money(SearchRange<Money>)
    /// Over `SearchSeed.key`.
    case seed(SearchRange<String>)
    case date(SearchRange<SearchMoment>)
    /// The same without regard to case. For a path also everything below it; for an id everything that begins so.
    case equals(String)
    /// `*` stands for any run of characters, `?` for one. Without regard to case.
    case glob(String)
    case words(SearchText)
  }

  public let meaning: Meaning
  /// As it was typed.
  let source: String
}

/// The values between two limits; a limit that is absent does not limit.
public struct SearchRange<Value: Comparable & Hashable & Sendable>: Sendable, Hashable {
  public struct Limit: Sendable, Hashable {
    public let value: Value
    public let inclusive: Bool

    init(_ value: Value, inclusive: Bool) {
      self.value = value
      self.inclusive = inclusive
    }
  }

  public let lower: Limit?
  public let upper: Limit?

  init(from lower: Limit?, to upper: Limit?) {
    self.lower = lower
    self.upper = upper
  }

  static func exactly(_ value: Value) -> SearchRange {
    SearchRange(from: Limit(value, inclusive: true), to: Limit(value, inclusive: true))
  }

  static func within(_ lower: Value?, _ upper: Value?) -> SearchRange {
    SearchRange(
      from: lower.map { Limit($0, inclusive: true) }, to: upper.map { Limit($0, inclusive: true) })
  }

  static func comparing(_ comparison: SearchComparison, _ value: Value) -> SearchRange {
    switch comparison {
    case .equal: exactly(value)
    case .less: SearchRange(from: nil, to: Limit(value, inclusive: false))
    case .lessOrEqual: SearchRange(from: nil, to: Limit(value, inclusive: true))
    case .greater: SearchRange(from: Limit(value, inclusive: false), to: nil)
    case .greaterOrEqual: SearchRange(from: Limit(value, inclusive: true), to: nil)
    }
  }

  /// The range over something that keeps the order of the values.
  package func map<Other>(_ transform: (Value) -> Other) -> SearchRange<Other> {
    SearchRange<Other>(
      from: lower.map { .init(transform($0.value), inclusive: $0.inclusive) },
      to: upper.map { .init(transform($0.value), inclusive: $0.inclusive) })
  }
}

enum SearchComparison: String, CaseIterable {
  // Longer spellings first: they are tried in this order.
  case greaterOrEqual = ">="
  case lessOrEqual = "<="
  case greater = ">"
  case less = "<"
  case equal = "="
}

/// Seeds have 64 bits and more, so they are compared as text.
package enum SearchSeed {
  /// A text whose order is that of the numbers; nil for what is no whole number of at most 99 digits.
  package static func key(_ text: String) -> String? {
    let negative = text.hasPrefix("-")
    let written = negative ? text.dropFirst() : text[...]
    guard !written.isEmpty, written.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let digits = written.drop { $0 == "0" }
    guard digits.utf8.count <= 99 else { return nil }
    if digits.isEmpty { return "100" }
    if !negative { return "1" + padded(digits.utf8.count, 2) + digits }
    let complement = String(decoding: digits.utf8.map { 0x69 - $0 }, as: UTF8.self)
    return "0" + padded(99 - digits.utf8.count, 2) + complement
  }
}
