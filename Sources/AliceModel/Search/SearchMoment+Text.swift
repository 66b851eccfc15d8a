extension SearchMoment {
  /// Returns the beginning of the period that a date of the search language covers (`2026-11`, `7d`, `today`); nil if
  /// the text is not a date.
  package static func start(of text: String, today: Timestamp) -> SearchMoment? {
    SearchSpan(text, today: today)?.start
  }

  /// Returns the end of that period, exclusive.
  package static func end(of text: String, today: Timestamp) -> SearchMoment? { SearchSpan(text, today: today)?.end }
}
