import AliceNumbers

/// One alternative after the colon of a field.
public struct SearchTest: Sendable, Hashable {
  public enum Meaning: Sendable, Hashable {
    /// `*`: the field has a value.
    case present
    case number(SearchRange<Double>)
    case money(SearchRange<Money>)
    /// A range over `SearchSeed.key`.
    case seed(SearchRange<String>)
    case date(SearchRange<SearchMoment>)
    /// Equality of folded texts. For a path and a tag, everything below it matches too; for an id, everything with this
    /// prefix.
    case equals(String)
    /// `=`: equality without what is below.
    case exactly(String)
    /// A pattern without regard to case: `*` matches any number of characters, `?` exactly one.
    case glob(String)
    case words(SearchText)
    /// What the picture shows that the query names.
    case features(PictureFeatures)
    case color(PictureColor)
  }

  public let meaning: Meaning
  /// The test as it was typed.
  let source: String
}

/// A range of values; a missing limit does not restrict it.
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

  /// Returns the range of transformed values; `transform` must preserve their order.
  package func map<Other>(_ transform: (Value) -> Other) -> SearchRange<Other> {
    SearchRange<Other>(
      from: lower.map { .init(transform($0.value), inclusive: $0.inclusive) },
      to: upper.map { .init(transform($0.value), inclusive: $0.inclusive) })
  }
}

enum SearchComparison: String, CaseIterable {
  // Longer operators come first, because they are tried in this order.
  case greaterOrEqual = ">="
  case lessOrEqual = "<="
  case greater = ">"
  case less = "<"
  case equal = "="
}

/// Seeds can exceed 64 bits, so they are compared as text.
package enum SearchSeed {
  /// Returns a text that sorts like the number; nil if `text` is not a whole number of at most 99 digits.
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
