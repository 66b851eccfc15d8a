import Foundation

extension Timestamp {
  /// Returns the midnight at which the day or month of this moment began in the user's time zone.
  func start(of period: BudgetPeriod) -> Timestamp {
    let day = period == .month ? 1 : date.day
    func midnight(_ offset: Int) -> Timestamp? {
      Timestamp(year: date.year, month: date.month, day: day, offsetMinutes: offset)
    }
    let guess = midnight(offsetMinutes) ?? self
    // Summer time may have begun or ended since then.
    guard Timestamp.offset(at: self) == offsetMinutes else { return guess }
    return midnight(Timestamp.offset(at: guess)) ?? guess
  }

  private static func offset(at moment: Timestamp) -> Int {
    TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)) / 60
  }
}
