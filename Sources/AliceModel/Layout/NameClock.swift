import AliceNumbers

/// The time of day in the name of a file, in any of its usual forms: `180405`, `18.04.05`, `6_04_05 PM`, `오후 6.04.05`.
struct NameClock {
  let hour: Int
  let minute: Int
  let second: Int
  private(set) var millisecond = 0

  private init?(_ hour: Int, _ minute: Int, _ second: Int, _ millisecond: Int = 0) {
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
    (self.hour, self.minute, self.second, self.millisecond) = (hour, minute, second, millisecond)
  }

  /// The longest text between a day and its time, in bytes.
  private static let gapLimit = 24

  /// Reads the time after a day that ends at `end`.
  init?(in text: NameText, after end: Int) {
    var start = end
    while start < text.bytes.count, start - end <= NameClock.gapLimit, !text.isDigit(start) { start += 1 }
    guard text.isDigit(start), let gap = NameClock.Gap(text.text(end..<start)) else { return nil }
    let count = text.digitCount(at: start)
    if count == 6 || count == 9 {
      guard let clock = NameClock(digitsIn: text, at: start) else { return nil }
      self = clock
      return
    }
    guard (1...2).contains(count), let written = NameClock.written(text, at: start, hourDigits: count) else {
      return nil
    }
    let half = gap.half ?? NameClock.half(in: text, after: written.end)
    guard let hour = NameClock.hour(written.hour, half) else { return nil }
    self.init(hour, written.minute, written.second)
  }

  /// Reads `180405` or `180405123` at `start`.
  init?(digitsIn text: NameText, at start: Int) {
    guard let hour = text.number(at: start, digits: 2), let minute = text.number(at: start + 2, digits: 2),
      let second = text.number(at: start + 4, digits: 2)
    else { return nil }
    let hasMilliseconds = text.digitCount(at: start) == 9
    self.init(hour, minute, second, hasMilliseconds ? text.number(at: start + 6, digits: 3) ?? 0 : 0)
  }

  /// Reads `_1804_` after a day, as in `20250405_1804_words of the prompt.mp4`.
  init?(hourAndMinuteIn text: NameText, after end: Int) {
    guard text.byte(end) == UInt8(ascii: "_"), text.digitCount(at: end + 1) == 4,
      text.byte(end + 5) == UInt8(ascii: "_"), text.isLetter(end + 6),
      let hour = text.number(at: end + 1, digits: 2), let minute = text.number(at: end + 3, digits: 2)
    else { return nil }
    self.init(hour, minute, 0)
  }

  private enum Half { case morning, afternoon }

  private static func hour(_ hour: Int, _ half: Half?) -> Int? {
    guard let half else { return hour }
    guard (0...12).contains(hour) else { return (13..<24).contains(hour) ? hour : nil }
    return hour % 12 + (half == .afternoon ? 12 : 0)
  }

  /// Reads `18.04.05` with any separators. Seconds are required: two numbers may be anything.
  private static func written(
    _ text: NameText, at start: Int, hourDigits: Int
  ) -> (hour: Int, minute: Int, second: Int, end: Int)? {
    let gap = start + hourDigits
    guard let hour = text.number(at: start, digits: hourDigits),
      text.byte(gap).map({ "-_.: h".utf8.contains($0) }) == true,
      let minute = text.number(at: gap + 1, digits: 2),
      text.byte(gap + 3).map({ "-_.: m".utf8.contains($0) }) == true,
      let second = text.number(at: gap + 4, digits: 2), !text.isDigit(gap + 6)
    else { return nil }
    return (hour, minute, second, gap + 6)
  }

  /// Reads `AM` or `p. m.` after a time.
  private static func half(in text: NameText, after end: Int) -> Half? {
    let tail = text.text(end..<end + 12).lowercased().drop { " _.\u{A0}\u{202F}".contains($0) }
    for (letter, half) in [("a", Half.morning), ("p", .afternoon)] where tail.hasPrefix(letter) {
      let rest = tail.dropFirst()
      if rest.hasPrefix(".m") || rest.hasPrefix(". m") || rest.hasPrefix(".\u{A0}m") { return half }
      // `amsterdam` is no half of a day.
      guard rest.hasPrefix("m"), rest.dropFirst().first.map({ $0.isLetter || $0.isNumber }) != true else { return nil }
      return half
    }
    return nil
  }

  /// The text between a day and its time; nil if it is more than punctuation and words such as `at`.
  private struct Gap {
    private(set) var half: Half?

    init?(_ text: String) {
      var words: [String] = []
      for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
        if let half = Gap.halves[String(word)] { self.half = half } else { words.append(String(word)) }
      }
      guard words.allSatisfy(Gap.words.contains) else { return nil }
    }

    private static let halves: [String: Half] = [
      "午前": .morning, "上午": .morning, "오전": .morning, "午後": .afternoon, "下午": .afternoon, "오후": .afternoon,
    ]
    /// The words between day and time in the languages of phones and systems.
    private static let words: Set<String> = [
      "at", "t", "um", "à", "a", "às", "as", "alle", "ore", "las", "om", "kl", "klo", "o", "в", "о", "u", "v", "ve",
      "г",
      "р", "godz", "lúc", "la", "ob", "de", "den", "pukul", "เวลา", "στις", "saat", "ב",
    ]
  }
}
