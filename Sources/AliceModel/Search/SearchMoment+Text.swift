extension SearchMoment {
  /// Where the time begins that a date of the search language covers (`2026-11`, `7d`, `today`); nil for what is no date.
  package static func start(of text: String, today: Timestamp) -> SearchMoment? {
    SearchSpan(text, today: today)?.start
  }

  /// Just after the end of that time.
  package static func end(of text: String, today: Timestamp) -> SearchMoment? { SearchSpan(text, today: today)?.end }
}
