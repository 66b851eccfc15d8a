package import AliceMedia
package import AliceModel

/// When a file was made, from the best source that can be believed: what other programs embedded, the day in its name,
/// the container's time of change, the file system's.
package struct CreationDate {
  package let moment: Timestamp
  /// Whether it is only the file system's time; a copy may have another.
  package let isGuessed: Bool

  /// `latest` is the present: a date more than a day later is that of a wrong clock. `seed` is the recipe's, which many
  /// programs write into the name.
  package init(_ header: MediaHeader, name: BytePath, seed: String?, modified: Timestamp, latest: Timestamp) {
    func isBelieved(_ moment: Timestamp) -> Bool { CreationDate.canBeBelieved(moment, latest: latest) }
    // Most files tell their date, so that their names need not be read.
    let believed =
      header.dates.first(where: isBelieved)
      ?? [
        FileNameDate.moment(in: name.description, seed: seed, offsetMinutes: latest.offsetMinutes), header.modified,
      ].compactMap { $0 }.first(where: isBelieved)
    moment = believed ?? (CreationDate.canBeBelieved(modified, latest: latest) ? modified : latest)
    isGuessed = believed == nil
  }

  /// Returns false for a date in the future, and for the days that programs write where they know none.
  package static func canBeBelieved(_ moment: Timestamp, latest: Timestamp) -> Bool {
    let day: Int64 = 86_400_000
    guard moment.milliseconds <= latest.milliseconds + day else { return false }
    // The zero of a clock may be meant in any time zone.
    return !zeroes.contains { zero in
      let start = zero * day
      return moment.localDay == zero || (start..<start + day).contains(moment.milliseconds)
    }
  }

  /// The first days of the clocks of Windows, spreadsheets, QuickTime, Unix and FAT, and of year 1.
  private static let zeroes: [Int64] = [
    CivilDate(year: 1601, month: 1, day: 1), CivilDate(year: 1899, month: 12, day: 30),
    CivilDate(year: 1900, month: 1, day: 1), CivilDate(year: 1904, month: 1, day: 1),
    CivilDate(year: 1970, month: 1, day: 1), CivilDate(year: 1980, month: 1, day: 1),
    CivilDate(year: 1, month: 1, day: 1), CivilDate(year: 0, month: 1, day: 1),
  ].map(\.daysSinceEpoch)
}

extension Timestamp {
  fileprivate var localDay: Int64 { date.daysSinceEpoch }
}
