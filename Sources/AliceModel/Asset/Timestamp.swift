import AliceNumbers

/// A moment with millisecond precision, and the UTC offset of the clock that it was read from.
public struct Timestamp: Sendable, Hashable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let milliseconds: Int64
  /// Minutes east of Greenwich.
  public let offsetMinutes: Int

  /// Takes offsets beyond ±18 hours as 0, and clamps the moment to the years 0 to 9999.
  public init(milliseconds: Int64, offsetMinutes: Int = 0) {
    self.milliseconds = min(max(milliseconds, -62_167_219_200_000 + 64_800_000), 253_402_300_799_999 - 64_800_000)
    self.offsetMinutes = Timestamp.plausible(offsetMinutes)
  }

  /// Returns the offset if a clock can have it, else 0: the value may come from a damaged file or database.
  private static func plausible(_ offsetMinutes: Int) -> Int { offsetMinutes.magnitude <= 18 * 60 ? offsetMinutes : 0 }

  /// Creates a timestamp from a civil date and time on a clock at `offsetMinutes`; returns nil if there is no such
  /// moment.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0,
    offsetMinutes: Int = 0
  ) {
    guard (0...9999).contains(year), (1...12).contains(month), (1...CivilDate.days(in: month, of: year)).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second), (0...999).contains(millisecond)
    else { return nil }
    let offsetMinutes = Timestamp.plausible(offsetMinutes)
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let seconds = days * 86400 + Int64(hour * 3600 + minute * 60 + min(second, 59)) - Int64(offsetMinutes) * 60
    self.init(milliseconds: seconds * 1000 + Int64(millisecond), offsetMinutes: offsetMinutes)
  }

  /// The calendar day in the timestamp's own offset.
  public var date: CivilDate {
    CivilDate(daysSinceEpoch: (localMilliseconds).flooredDivision(by: 86_400_000))
  }

  /// `2026-11-22`, in the timestamp's own offset.
  public var day: String { date.description }

  var localMilliseconds: Int64 { milliseconds + Int64(offsetMinutes) * 60_000 }
}

/// A day of the Gregorian calendar.
public struct CivilDate: Sendable, Hashable {
  public let year: Int
  public let month: Int
  public let day: Int

  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Uses Howard Hinnant's `civil_from_days`.
  public init(daysSinceEpoch: Int64) {
    let shifted = daysSinceEpoch + 719_468
    let era = shifted.flooredDivision(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  }

  /// Uses Howard Hinnant's `days_from_civil`.
  public var daysSinceEpoch: Int64 {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = shiftedYear.flooredDivision(by: 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  public static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CivilDate: CustomStringConvertible {
  public var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

extension Timestamp: Comparable {
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

extension Int64 {
  func flooredDivision(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(abs(value))
  return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}
