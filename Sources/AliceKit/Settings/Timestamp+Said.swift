package import AliceModel
package import AliceWorkspace

extension Timestamp {
  /// Reads a date that a person gives to an asset: an exact time, or the beginning of a date as queries have it.
  ///
  /// Unlike the dates of files, which count as far as they can be read, this one is refused as a whole if a part of it
  /// cannot be: an offset that no clock has, or a moment that dates in files cannot name.
  package init(said text: String, _ dates: SearchContext) throws(AliceError) {
    let exact = text.contains(":") ? Timestamp(text, offsetMinutes: dates.today.offsetMinutes) : nil
    guard let moment = exact ?? Timestamp(startOf: text, dates), moment.isWritable,
      exact == nil || Timestamp.hasPlausibleOffset(text)
    else { throw AliceError.badDate(text) }
    self = moment
  }

  /// Whether the moment is none of those that stand for all earlier or later ones, and has a year that files can hold.
  private var isWritable: Bool {
    date.year >= 1 && milliseconds < Timestamp(milliseconds: .max).milliseconds
  }

  /// Whether the offset at the end of a time, if there is one, is one that clocks have.
  private static func hasPlausibleOffset(_ text: String) -> Bool {
    let time = text.dropFirst(10)
    guard let sign = time.lastIndex(where: { "+-".contains($0) }) else { return true }
    let digits = time[time.index(after: sign)...].filter { $0 != ":" }
    guard let hours = Int(digits.prefix(2)), let minutes = Int("0" + digits.dropFirst(2)) else { return false }
    return minutes < 60 && hours * 60 + minutes <= 18 * 60
  }
}
