import AliceModel

/// Dates as PNG's `Creation Time` has them: in the way of mail (RFC 1123), or as ISO 8601 and EXIF write them.
enum MailDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Without an offset of its own the text is universal time, which is what the format asks for.
  static func timestamp(_ text: String) -> Timestamp? {
    guard text.utf8.count <= 64 else { return nil }
    let trimmed = text.filter { !$0.isNewline && $0 != "\0" }
    if let found = Timestamp(trimmed) { return found }
    // `Sun, 22 Nov 2026 18:04:05 +0100`; the day's name may be missing.
    var words = trimmed.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
    if let first = words.first, Int(first) == nil { words.removeFirst() }
    guard words.count >= 4, let day = Int(words[0]), let year = Int(words[2]),
      let month = months.firstIndex(of: words[1].prefix(3).lowercased())
    else { return nil }
    let clock = words[3].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard clock.count >= 2, let hour = clock[0], let minute = clock[1] else { return nil }
    return Timestamp(
      year: year, month: month + 1, day: day, hour: hour, minute: minute,
      second: clock.count > 2 ? clock[2] ?? 0 : 0, offsetMinutes: words.count > 4 ? offset(words[4]) : 0)
  }

  /// `+0100`; the named zones that occur are universal time.
  private static func offset(_ text: String) -> Int {
    guard let sign = text.first, sign == "+" || sign == "-", text.utf8.count == 5, let digits = Int(text.dropFirst()),
      (0...1400).contains(digits)
    else { return 0 }
    let minutes = digits / 100 * 60 + digits % 100
    return sign == "-" ? -minutes : minutes
  }
}
