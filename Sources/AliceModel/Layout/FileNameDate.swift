/// Finds a date in the name of a file: `2026-11-22`, `20261122_180405`, `Screenshot 2026-11-22 at 18.04.05`.
///
/// Names contain seeds and counters as well, so digits count only if they are exactly one day of the years 1990 to
/// 2099, with no other digit next to them.
package enum FileNameDate {
  /// Returns nil if the name contains no date. A name without a time of day gives midnight on a clock at
  /// `offsetMinutes`.
  package static func moment(in name: String, offsetMinutes: Int) -> Timestamp? {
    let text = Array(name.utf8.prefix(255))
    for start in text.indices where isDigit(text, start) && !isDigit(text, start - 1) {
      guard let (day, end) = day(in: text, at: start) else { continue }
      let time = time(in: text, after: end) ?? (0, 0, 0)
      return Timestamp(
        year: day.year, month: day.month, day: day.day, hour: time.0, minute: time.1, second: time.2,
        offsetMinutes: offsetMinutes)
    }
    return nil
  }

  /// Returns the day that begins at `start`, and the index after it.
  private static func day(in text: [UInt8], at start: Int) -> (CivilDate, end: Int)? {
    guard let year = number(in: text, at: start, digits: 4), (1990...2099).contains(year) else { return nil }
    let isSeparated = start + 4 < text.count && isSeparator(text[start + 4])
    let gap = isSeparated ? 1 : 0
    let (monthAt, dayAt) = (start + 4 + gap, start + 6 + 2 * gap)
    guard let month = number(in: text, at: monthAt, digits: 2), let day = number(in: text, at: dayAt, digits: 2),
      !isSeparated || text[dayAt - 1] == text[start + 4], !isDigit(text, dayAt + 2),
      Timestamp(year: year, month: month, day: day) != nil
    else { return nil }
    return (CivilDate(year: year, month: month, day: day), dayAt + 2)
  }

  /// Reads `18:04:05` in any of its usual forms, after `_`, `-`, `T`, a space or ` at `.
  private static func time(in text: [UInt8], after end: Int) -> (Int, Int, Int)? {
    var start = end
    while start < text.count, start < end + 4, !isDigit(text, start) { start += 1 }
    guard start > end, let hour = number(in: text, at: start, digits: 2), hour < 24, start + 2 < text.count else {
      return nil
    }
    let gap = isSeparator(text[start + 2]) ? 1 : 0
    guard let minute = number(in: text, at: start + 2 + gap, digits: 2), minute < 60,
      let second = number(in: text, at: start + 4 + 2 * gap, digits: 2), second < 60,
      !isDigit(text, start + 6 + 2 * gap)
    else { return nil }
    return (hour, minute, second)
  }

  private static func number(in text: [UInt8], at start: Int, digits: Int) -> Int? {
    guard start + digits <= text.count else { return nil }
    var value = 0
    for byte in text[start..<start + digits] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  private static func isDigit(_ text: [UInt8], _ index: Int) -> Bool {
    text.indices.contains(index) && (0x30...0x39).contains(text[index])
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { "-_.:".utf8.contains(byte) }
}
