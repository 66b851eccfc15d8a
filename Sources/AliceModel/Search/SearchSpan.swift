import AliceNumbers

/// A moment in a date test.
public struct SearchMoment: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00 in UTC, or on the clock of the place of creation if `isLocal`.
  public let milliseconds: Int64
  /// Whether the moment refers to the local time of an asset's creation. Calendar days do, as in the names of folders;
  /// `7d` does not.
  public let isLocal: Bool

  public static func < (left: SearchMoment, right: SearchMoment) -> Bool { left.milliseconds < right.milliseconds }
}

/// The period that a date in a query covers.
struct SearchSpan {
  let start: SearchMoment
  /// The exclusive end of the period; nil if it has not ended.
  let exclusiveEnd: SearchMoment?

  /// The end of a range whose upper limit is this date.
  var end: SearchMoment { exclusiveEnd ?? start }

  /// Reads `2026`, `2026-11`, `2026-11-22`, `2026-11-22T18:04[:05][+01:00]`, a time before now (`24h`, `7d`, `2w`, `3m`
  /// for months, `1y`), a day as people write it (`20.10.2026`, `20 October 2026`), or words (`today`, `last week`).
  init?(_ text: String, _ context: SearchContext) {
    let text = text.lowercased()
    guard text.utf8.count <= 64 else { return nil }
    if let start = SearchSpan.back(text, from: context.today) {
      self.init(before: start)
    } else if let span = SearchSpan(calendar: text) ?? SearchSpan(time: text)
      ?? SearchSpan(day: text, context.dateOrder) ?? SearchSpan(words: text, today: context.today)
    {
      self = span
    } else {
      return nil
    }
  }

  /// The time since a moment.
  init(before start: Int64) {
    self.init(start: SearchMoment(milliseconds: start, isLocal: false), exclusiveEnd: nil)
  }

  /// The days from `first` on, counted since 1970.
  init(days count: Int64, from first: Int64) { self.init(from: first * 86_400_000, length: count * 86_400_000) }

  /// A month, or a year if `month` is nil.
  init(year: Int, month: Int?) {
    let first = CivilDate(year: year, month: month ?? 1, day: 1).daysSinceEpoch
    let days =
      month.map { Int64(CivilDate.days(in: $0, of: year)) }
      ?? CivilDate(year: year + 1, month: 1, day: 1).daysSinceEpoch - first
    self.init(days: days, from: first)
  }

  private init(start: SearchMoment, exclusiveEnd: SearchMoment?) {
    self.start = start
    self.exclusiveEnd = exclusiveEnd
  }

  private init(from start: Int64, length: Int64, isLocal: Bool = true) {
    self.init(
      start: SearchMoment(milliseconds: start, isLocal: isLocal),
      exclusiveEnd: SearchMoment(milliseconds: start + length, isLocal: isLocal))
  }

  /// Returns the period itself without an operator, the time before it for `<`, and the time after it for `>`.
  func range(_ comparison: SearchComparison?) -> SearchRange<SearchMoment> {
    switch comparison {
    case nil, .equal:
      SearchRange(from: .init(start, inclusive: true), to: exclusiveEnd.map { .init($0, inclusive: false) })
    case .less: SearchRange(from: nil, to: .init(start, inclusive: false))
    case .lessOrEqual: SearchRange(from: nil, to: .init(end, inclusive: exclusiveEnd == nil))
    case .greater: SearchRange(from: .init(end, inclusive: exclusiveEnd != nil), to: nil)
    case .greaterOrEqual: SearchRange(from: .init(start, inclusive: true), to: nil)
    }
  }
}

extension SearchSpan {
  private init?(calendar text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let widths = parts.map(\.utf8.count)
    guard widths == [4] || widths == [4, 2] || widths == [4, 2, 2], text.utf8.allSatisfy({ $0 < 0x3A && $0 > 0x2C }),
      !text.contains("/"), !text.contains(".")
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else { return nil }
    let month = numbers.count > 1 ? numbers[1] : 1
    let day = numbers.count > 2 ? numbers[2] : 1
    guard (1...12).contains(month), (1...CivilDate.days(in: month, of: numbers[0])).contains(day) else { return nil }
    if numbers.count < 3 {
      self.init(year: numbers[0], month: numbers.count == 2 ? month : nil)
    } else {
      self.init(days: 1, from: CivilDate(year: numbers[0], month: month, day: day).daysSinceEpoch)
    }
  }

  private init?(time text: String) {
    guard let separator = text.firstIndex(of: "t"), let utc = Timestamp(text.uppercased()) else { return nil }
    let clock = text[text.index(after: separator)...]
    let time = clock.prefix { $0.isNumber || $0 == ":" || $0 == "." }
    let length: Int64 = time.contains(".") ? 1 : time.count(where: { $0 == ":" }) == 2 ? 1000 : 60_000
    // A time without an offset is read as UTC, which equals the reading of the local clock.
    self.init(from: utc.milliseconds, length: length, isLocal: time.count == clock.count)
  }

  private static func back(_ text: String, from today: Timestamp) -> Int64? {
    guard let unit = text.last, text.utf8.count <= 6, text.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int64(text.dropLast())
    else { return nil }
    let hours: Int64? =
      switch unit {
      case "h": count
      case "d": count * 24
      case "w": count * 7 * 24
      default: nil
      }
    if let hours { return today.milliseconds - hours * 3_600_000 }
    guard unit == "m" || unit == "y" else { return nil }
    return months(unit == "m" ? count : count * 12, before: today)
  }

  /// Returns the same day of an earlier month, or the last day of that month if it is shorter.
  static func months(_ count: Int64, before today: Timestamp) -> Int64? {
    let date = today.date
    let month = Int64(date.year) * 12 + Int64(date.month - 1) - count
    guard month >= 0 else { return nil }
    let (year, ordinal) = (Int(month / 12), Int(month % 12) + 1)
    let day = min(date.day, CivilDate.days(in: ordinal, of: year))
    let earlier = CivilDate(year: year, month: ordinal, day: day).daysSinceEpoch
    return today.milliseconds - (date.daysSinceEpoch - earlier) * 86_400_000
  }
}

extension Timestamp {
  /// Creates the beginning of a date in the search language: `2026-11`, `7d`, `today`, a time. Returns nil if the text
  /// is not a date.
  package init?(startOf date: String, _ context: SearchContext) {
    guard let start = SearchSpan(date, context)?.start else { return nil }
    let today = context.today
    let shift = start.isLocal ? Int64(today.offsetMinutes) * 60_000 : 0
    self.init(milliseconds: start.milliseconds - shift, offsetMinutes: today.offsetMinutes)
  }
}
