extension SearchMoment {
  /// Returns the beginning of the period that a date of the search language covers (`2026-11`, `7d`, `last week`); nil
  /// if the text is not a date.
  package static func start(of text: String, _ context: SearchContext) -> SearchMoment? {
    SearchSpan(text, context)?.start
  }

  /// Returns the end of that period, exclusive.
  package static func end(of text: String, _ context: SearchContext) -> SearchMoment? {
    SearchSpan(text, context)?.end
  }
}
