/// The order of search results. Equal results are ordered newest first.
public enum SearchOrder: String, Sendable, Hashable, CaseIterable {
  /// Best match first; newest first if the query has no words. If there are very many matches, only the newest are
  /// ranked.
  case relevance
  case newest
  case oldest
  /// Last ingested first.
  case added
  /// Best first; assets without a value come last, as in the orders below.
  case quality
  case rating
  case score
  case elo
  /// Most expensive first.
  case cost
  /// Ordered by path.
  case name
  /// The order of the album that the query names.
  case album
}
