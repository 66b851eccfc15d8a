import AliceNumbers

/// Finds the date in the name of a file, as generators, phones and messengers write it: `2026-11-22`,
/// `20261122_180405`, `Screenshot 2026-11-22 at 6.04.05 PM`, `ChatGPT Image 22. Nov. 2026, 18_04_05`.
///
/// Names contain seeds, counters and hashes as well, so digits count only if they are exactly one day of the years 1990
/// to 2099, with no other digit next to them.
package enum FileNameDate {
  /// Returns nil if the name contains no date. A name without a time of day gives midnight on a clock at
  /// `offsetMinutes`. The digits of `seed`, the seed that the file's recipe has, are no date.
  package static func moment(in fullName: String, seed: String? = nil, offsetMinutes: Int) -> Timestamp? {
    let name = without(seed, fullName)
    let text = NameText(name)
    if let moment = epochMoment(in: text, offsetMinutes: offsetMinutes) { return moment }
    guard let (day, clock) = numericMoment(in: text) ?? WrittenDate.moment(in: name) else { return nil }
    let isUTC = text.starts(with: "PXL_")
    guard
      let moment = Timestamp(
        year: day.year, month: day.month, day: day.day, hour: clock?.hour ?? 0, minute: clock?.minute ?? 0,
        second: clock?.second ?? 0, millisecond: clock?.millisecond ?? 0, offsetMinutes: isUTC ? 0 : offsetMinutes)
    else { return nil }
    return isUTC ? Timestamp(milliseconds: moment.milliseconds, offsetMinutes: offsetMinutes) : moment
  }

  /// Returns the name with a sign in place of the seed. A shorter seed than a day's digits may stand in any number.
  private static func without(_ seed: String?, _ name: String) -> String {
    guard let seed, seed.utf8.count >= 8, name.utf8.count <= 4096 else { return name }
    return name.split(separator: seed, omittingEmptySubsequences: false).joined(separator: "#")
  }

  /// The prefixes of messengers whose names contain the milliseconds since 1970.
  private static let epochPrefixes = ["mmexport", "wx_camera_", "FB_IMG_"]

  /// The milliseconds of the years 2001 to 2099, all of which have 13 digits.
  private static let epochRange = 1_000_000_000_000...4_102_444_799_999

  private static func epochMoment(in text: NameText, offsetMinutes: Int) -> Timestamp? {
    // A name of these digits alone, as browsers and apps give it, is a moment: seeds are shorter or longer.
    if text.digitCount(at: 0) == 13, text.byte(13) == UInt8(ascii: "."), let moment = text.number(at: 0, digits: 13),
      epochRange.contains(moment)
    {
      return Timestamp(milliseconds: Int64(moment), offsetMinutes: offsetMinutes)
    }
    for prefix in epochPrefixes where text.starts(with: prefix) {
      let start = prefix.utf8.count
      guard text.digitCount(at: start) == 13, let milliseconds = text.number(at: start, digits: 13) else { continue }
      return Timestamp(milliseconds: Int64(milliseconds), offsetMinutes: offsetMinutes)
    }
    return nil
  }

  private static func numericMoment(in text: NameText) -> (CivilDate, NameClock?)? {
    for start in text.bytes.indices where text.isDigit(start) && !text.isDigit(start - 1) {
      if let found = separated(in: text, at: start) ?? compact(in: text, at: start) { return found }
    }
    return nil
  }

  /// Reads `2026-11-22`, with the same separator twice.
  private static func separated(in text: NameText, at start: Int) -> (CivilDate, NameClock?)? {
    guard let year = text.number(at: start, digits: 4), text.isSeparator(start + 4),
      let month = text.number(at: start + 5, digits: 2), text.byte(start + 7) == text.byte(start + 4),
      let day = text.number(at: start + 8, digits: 2), !text.isDigit(start + 10), let date = date(year, month, day)
    else { return nil }
    return (date, NameClock(in: text, after: start + 10))
  }

  /// Reads `20261122`, and the time of day after it or in the same digits.
  private static func compact(in text: NameText, at start: Int) -> (CivilDate, NameClock?)? {
    guard let year = text.number(at: start, digits: 4), let month = text.number(at: start + 4, digits: 2),
      let day = text.number(at: start + 6, digits: 2), let date = date(year, month, day)
    else { return nil }
    switch text.digitCount(at: start) {
    case 8:
      if let clock = NameClock(in: text, after: start + 8) ?? NameClock(hourAndMinuteIn: text, after: start + 8) {
        return (date, clock)
      }
      return isMoreLikelySeed(text, at: start) ? nil : (date, nil)
    case 14, 17:
      // A random number of this length hardly ever is a moment, unless it may be of any year.
      guard (2000...2099).contains(year), !text.startsWithCounter,
        let clock = NameClock(digitsIn: text, at: start + 8)
      else { return nil }
      return (date, clock)
    default: return nil
    }
  }

  private static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
    guard (1990...2099).contains(year), Timestamp(year: year, month: month, day: day) != nil else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// Returns whether eight digits without a time of day are a seed or a part of an identifier: the name begins with a
  /// counter (`00012-20241105.png`), the digits are called a seed, or letters touch them as in a hash.
  private static func isMoreLikelySeed(_ text: NameText, at start: Int) -> Bool {
    if text.isLetter(start - 1) || text.isLetter(start + 8) { return true }
    if start > 0, text.startsWithCounter { return true }
    return text.isCalledSeed(start) || text.isUUID(start)
  }
}

extension NameText {
  /// Whether the name begins with a counter, as in `00012-…` and `000001.…`.
  fileprivate var startsWithCounter: Bool {
    let count = digitCount(at: 0)
    guard (1...7).contains(count) else { return false }
    return byte(count).map { "-_. ".utf8.contains($0) } == true && !isYear(count)
  }

  /// Whether the name begins with `2026-11`, which is no counter.
  private func isYear(_ count: Int) -> Bool {
    count == 4 && number(at: 0, digits: 4).map { (1990...2099).contains($0) } == true && digitCount(at: 5) == 2
  }

  /// Returns whether `seed`, or the letter `s` alone, precedes the digits at `start`.
  fileprivate func isCalledSeed(_ start: Int) -> Bool {
    var end = start
    while end > 0, "-_=:# ".utf8.contains(bytes[end - 1]) { end -= 1 }
    let before = bytes[..<end].suffix(4).map { $0 | 0x20 }
    if before == Array("seed".utf8) { return true }
    return before.last == UInt8(ascii: "s") && !isLetter(end - 2)
  }

  /// Returns whether the eight digits at `start` begin a UUID.
  fileprivate func isUUID(_ start: Int) -> Bool {
    let rest = bytes.dropFirst(start + 8).prefix(10)
    return rest.count == 10
      && rest.enumerated().allSatisfy { index, byte in
        index % 5 == 0 ? byte == UInt8(ascii: "-") : isHex(byte)
      }
  }

  private func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }
}
