import Foundation

/// Converts moments to days of a time zone. It is fast for moments that are near each other.
struct LocalDays: Sendable {
  private let zone: TimeZone
  /// The moments of the day that was asked for last, in milliseconds.
  private var known: Range<Int64> = 0..<0
  private var day: Int32 = 0

  private static let length: Int64 = 86_400_000

  init(in zone: TimeZone = .current) { self.zone = zone }

  /// Returns the days since 1970-01-01.
  mutating func day(ofMilliseconds moment: Int64) -> Int32 {
    if known.contains(moment) { return day }
    // The range of ids is wider than that of dates.
    let moment = min(max(moment, -62_135_596_800_000), 253_402_300_799_999)
    let number = (moment + offset(moment)).flooredDivision(by: LocalDays.length)
    // A day begins or ends with another offset where clocks are changed.
    let (first, last) = (number * LocalDays.length, (number + 1) * LocalDays.length)
    known = (first - offset(first - offset(moment)))..<(last - offset(last - offset(moment)))
    day = Int32(clamping: number)
    return day
  }

  private func offset(_ moment: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment) / 1000))) * 1000
  }
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
