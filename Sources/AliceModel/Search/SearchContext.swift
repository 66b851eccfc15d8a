/// What a query refers to outside of its text.
package struct SearchContext: Sendable {
  package var today: Timestamp
  /// The order of day and month in dates such as `05.11.2026`; nil if the user has not said it.
  package var dateOrder: DateOrder?
  /// The saved queries by their names in lower case; nil if `@` has no meaning.
  package var saved: [String: String]?

  package init(today: Timestamp, dateOrder: DateOrder? = nil, saved: [String: String]? = nil) {
    self.today = today
    self.dateOrder = dateOrder
    self.saved = saved
  }
}

/// The order of day and month in a date that is written in numbers.
package enum DateOrder: String, Sendable, Hashable, CaseIterable {
  case dayFirst = "day-first"
  case monthFirst = "month-first"
}
