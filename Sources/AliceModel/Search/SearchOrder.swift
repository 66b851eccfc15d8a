/// In which order assets are found. Equals follow newest first.
public enum SearchOrder: String, Sendable, Hashable, CaseIterable {
  /// Best match first; newest first where a query has no words. Of very many matches only the newest are weighed.
  case relevance
  case newest
  case oldest
  /// Last taken in first.
  case added
  /// The best first; what has none comes last, as in the orders that follow.
  case quality
  case rating
  case score
  /// The dearest first.
  case cost
  /// By the path.
  case name
}
