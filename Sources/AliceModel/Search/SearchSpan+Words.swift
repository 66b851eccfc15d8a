import AliceNumbers

/// Dates in words. `-` and `_` separate words as spaces do, so that `last-week` needs no quotation marks.
extension SearchSpan {
  /// Reads `today`, `monday`, `last week`, `this month`, `3 days ago`, `last 3 days`, `october`, `20 October 2026`.
  init?(words text: String, today: Timestamp) {
    let words = text.split { " -_,\t".contains($0) }.map(String.init)
    guard (1...4).contains(words.count) else { return nil }
    let span =
      SearchSpan.day(words, today.date) ?? SearchSpan.period(words, today.date) ?? SearchSpan.ago(words, today)
      ?? SearchSpan.month(words, today.date)
    guard let span else { return nil }
    self = span
  }

  /// `today`, `yesterday`, `monday`, `last monday`: the latest such day, and with `last` one before today.
  private static func day(_ words: [String], _ today: CivilDate) -> SearchSpan? {
    let now = today.daysSinceEpoch
    if words == ["today"] { return SearchSpan(days: 1, from: now) }
    if words == ["yesterday"] { return SearchSpan(days: 1, from: now - 1) }
    let isLast = words.count == 2 && ["last", "previous"].contains(words[0])
    guard words.count == 1 || isLast, let last = words.last, let weekday = weekday(last) else { return nil }
    let back = (now + 3 - weekday).flooredRemainder(by: 7)
    return SearchSpan(days: 1, from: now - (isLast && back == 0 ? 7 : back))
  }

  /// The number of a day of the week, which begins with Monday.
  private static func weekday(_ word: String) -> Int64? {
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    let found = names.firstIndex { $0 == word || word.utf8.count >= 3 && word.utf8.count <= 5 && $0.hasPrefix(word) }
    return found.map(Int64.init)
  }

  /// `this week`, `last month`: the whole period of the calendar.
  private static func period(_ words: [String], _ today: CivilDate) -> SearchSpan? {
    guard words.count == 2, let back = ["this": 0, "last": 1, "previous": 1][words[0]] else { return nil }
    let now = today.daysSinceEpoch
    switch words[1] {
    case "week":
      let monday = now - (now + 3).flooredRemainder(by: 7)
      return SearchSpan(days: 7, from: monday - 7 * Int64(back))
    case "month":
      let month = today.year * 12 + today.month - 1 - back
      return SearchSpan(year: month / 12, month: month % 12 + 1)
    case "year": return SearchSpan(year: today.year - back, month: nil)
    default: return nil
    }
  }

  /// `3 days ago` is that day, `2 hours ago` that moment; `last 3 days` is the time since then.
  private static func ago(_ words: [String], _ today: Timestamp) -> SearchSpan? {
    guard words.count == 3 else { return nil }
    let isSince = ["last", "past"].contains(words[0])
    guard isSince || words[2] == "ago" else { return nil }
    let (count, unit) = isSince ? (words[1], words[2]) : (words[0], words[1])
    guard let count = number(count), let moment = moment(count, unit, before: today) else { return nil }
    let isTime = unit.hasPrefix("h") || unit.hasPrefix("min")
    if isSince || isTime { return SearchSpan(before: moment) }
    let day = Timestamp(milliseconds: moment, offsetMinutes: today.offsetMinutes).date
    return SearchSpan(days: 1, from: day.daysSinceEpoch)
  }

  private static func moment(_ count: Int64, _ unit: String, before today: Timestamp) -> Int64? {
    switch unit.hasSuffix("s") && unit.count > 1 ? String(unit.dropLast()) : unit {
    case "minute", "min": today.milliseconds - count * 60_000
    case "hour", "h": today.milliseconds - count * 3_600_000
    case "day", "d": today.milliseconds - count * 86_400_000
    case "week", "w": today.milliseconds - count * 7 * 86_400_000
    case "month", "m": months(count, before: today)
    case "year", "y": months(count * 12, before: today)
    default: nil
    }
  }

  private static func number(_ word: String) -> Int64? {
    let names = [
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ]
    if word == "a" || word == "an" { return 1 }
    if let index = names.firstIndex(of: word) { return Int64(index + 1) }
    guard word.utf8.count <= 5, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(word)
  }

  /// `october`, `october 2026`, `20 october`, `october 20, 2026`. Without a year it is the latest that has begun.
  private static func month(_ words: [String], _ today: CivilDate) -> SearchSpan? {
    var numbers: [Int] = []
    var month: Int?
    for word in words {
      let plain = word.hasSuffix(".") ? String(word.dropLast()) : word
      if let named = MonthName.number(of: plain) {
        guard month == nil else { return nil }
        month = named
      } else if plain.utf8.count <= 4, plain.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(plain) {
        numbers.append(number)
      } else if !MonthName.isFiller(plain) {
        return nil
      }
    }
    guard let month, numbers.count <= 2 else { return nil }
    let year = numbers.first { $0 > 31 }
    let day = numbers.first { $0 <= 31 }
    guard numbers.count == (year == nil ? 0 : 1) + (day == nil ? 0 : 1) else { return nil }
    guard let day else { return SearchSpan(year: year ?? latest(today, month, 1), month: month) }
    return WrittenDay.date(year: year ?? latest(today, month, day), month: month, day: day)
      .map { SearchSpan(days: 1, from: $0.daysSinceEpoch) }
  }

  private static func latest(_ today: CivilDate, _ month: Int, _ day: Int) -> Int {
    (month, day) <= (today.month, today.day) ? today.year : today.year - 1
  }
}

extension Int64 {
  fileprivate func flooredRemainder(by divisor: Int64) -> Int64 { self - flooredDivision(by: divisor) * divisor }
}
