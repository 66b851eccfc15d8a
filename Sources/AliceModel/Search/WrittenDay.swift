import AliceNumbers

/// A day that is written in numbers as people do, `20.10.2026` or `10/20/2026`.
package enum WrittenDay {
  /// Says what the date may mean, if it has two meanings; nil otherwise.
  package static func ambiguity(of text: String) -> String? {
    let readings = readings(of: text)
    guard readings.count == 2 else { return nil }
    let meanings = readings.map { "\($0.date.day) \(month($0.date)) \($0.date.year)" }
    return "it is \(meanings[0]) or \(meanings[1]); write \(readings[0].date), or set "
      + "'dates: day-first' or 'dates: month-first' in the configuration"
  }

  /// Returns the days that the text can mean, with the order that each supposes; nil means that there is no choice.
  static func readings(of text: String) -> [(order: DateOrder?, date: CivilDate)] {
    guard let (numbers, widths) = numbers(of: text), numbers.count == 3 else { return [] }
    if widths[0] == 4 {
      return date(year: numbers[0], month: numbers[1], day: numbers[2]).map { [(nil, $0)] } ?? []
    }
    guard widths[2] == 4 else { return [] }
    let dayFirst = date(year: numbers[2], month: numbers[1], day: numbers[0])
    let monthFirst = date(year: numbers[2], month: numbers[0], day: numbers[1])
    guard let dayFirst else { return monthFirst.map { [(nil, $0)] } ?? [] }
    guard let monthFirst, monthFirst != dayFirst else { return [(nil, dayFirst)] }
    return [(.dayFirst, dayFirst), (.monthFirst, monthFirst)]
  }

  /// Returns the numbers between dots, slashes or dashes, which must all be the same.
  static func numbers(of text: String) -> (numbers: [Int], widths: [Int])? {
    let text = text.hasSuffix(".") ? text.dropLast() : text[...]
    guard let sign = text.first(where: { "./-".contains($0) }) else { return nil }
    let parts = text.split(separator: sign, maxSplits: 3, omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      [1, 2, 4].contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    guard isPlain else { return nil }
    return (parts.compactMap { Int($0) }, parts.map(\.utf8.count))
  }

  static func date(year: Int, month: Int, day: Int) -> CivilDate? {
    guard (1...12).contains(month), (1...CivilDate.days(in: month, of: year)).contains(day) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  private static func month(_ date: CivilDate) -> String {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    return names.indices.contains(date.month - 1) ? names[date.month - 1] : ""
  }
}

extension SearchSpan {
  /// Reads `20.10.2026`, `10/20/2026`, `2026/10/20`, and the month `10.2026`. Returns nil if the text has two meanings and
  /// `order` does not decide.
  init?(day text: String, _ order: DateOrder?) {
    let readings = WrittenDay.readings(of: text)
    if let reading = readings.count == 1 ? readings[0] : readings.first(where: { $0.order == order }) {
      self.init(days: 1, from: reading.date.daysSinceEpoch)
      return
    }
    guard let (numbers, widths) = WrittenDay.numbers(of: text), numbers.count == 2, !text.contains("-"),
      let year = widths.firstIndex(of: 4), (1...12).contains(numbers[1 - year])
    else { return nil }
    self.init(year: numbers[year], month: numbers[1 - year])
  }
}
