package import AliceModel

extension Settings {
  /// The order of day and month in dates such as `05.11.2026`: `dates: day-first` or `month-first` of the files. Nil if
  /// the user has not said it; such a date is told to have two meanings then.
  package var dateOrder: DateOrder? { string("dates").flatMap { DateOrder(rawValue: $0.lowercased()) } }
}
