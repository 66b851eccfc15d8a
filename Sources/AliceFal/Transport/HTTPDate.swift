import AliceModel
import AliceNumbers

/// A parser of HTTP dates (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`, and the two older forms
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. Some servers send ISO 8601 instead.
enum HTTPDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Returns milliseconds since 1970; nil for every other format.
  static func milliseconds(_ text: String) -> Int64? {
    guard text.utf8.count <= 64 else { return nil }
    let parts = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
    if let month = months.firstIndex(of: parts.dropFirst(2).first?.prefix(3).lowercased() ?? "") {
      guard parts.count == 6, ["GMT", "UTC", "Z", "+0000"].contains(parts[5].uppercased()) else { return nil }
      return milliseconds(year: parts[3], month: month + 1, day: parts[1], clock: parts[4])
    }
    if let month = months.firstIndex(of: parts.dropFirst().first?.prefix(3).lowercased() ?? "") {
      guard parts.count == 5 else { return nil }
      return milliseconds(year: parts[4], month: month + 1, day: parts[2], clock: parts[3])
    }
    return Timestamp(text)?.milliseconds
  }

  private static func milliseconds(year: String, month: Int, day: String, clock: String) -> Int64? {
    guard let day = Int(day), let year = Int(year), (0...9999).contains(year) else { return nil }
    let time = clock.split(separator: ":").compactMap { Int($0) }
    guard time.count == 3 else { return nil }
    let full = year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year
    return Timestamp(year: full, month: month, day: day, hour: time[0], minute: time[1], second: min(time[2], 59))?
      .milliseconds
  }
}
