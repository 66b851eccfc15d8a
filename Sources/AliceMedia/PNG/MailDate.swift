import AliceModel
import AliceNumbers

/// The dates of PNG's `Creation Time`: in the format of mail (RFC 1123), of ISO 8601 or of EXIF.
enum MailDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// A text without an offset is UTC, as the PNG specification demands.
  static func timestamp(_ text: String) -> Timestamp? {
    guard text.utf8.count <= 64 else { return nil }
    let trimmed = text.filter { !$0.isNewline && $0 != "\0" }
    if let found = Timestamp(trimmed) { return found }
    if trimmed.contains("/"), let found = Timestamp(trimmed.replacing("/", with: "-")) { return found }
    // The format is `Sun, 22 Nov 2026 18:04:05 +0100`; the name of the day is optional.
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

  /// Reads `+0100`. The named zones that occur all mean UTC.
  private static func offset(_ text: String) -> Int {
    guard let sign = text.first, sign == "+" || sign == "-", text.utf8.count == 5, let digits = Int(text.dropFirst()),
      (0...1400).contains(digits)
    else { return 0 }
    let minutes = digits / 100 * 60 + digits % 100
    return sign == "-" ? -minutes : minutes
  }
}
