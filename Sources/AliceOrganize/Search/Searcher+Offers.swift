import AliceCatalog
import AliceWorkspace

/// What a shell or another front end offers while a person writes.
extension Searcher {
  /// A value of a field, and the number of its assets.
  package struct Value: Sendable, Hashable {
    package let text: String
    package let count: Int
  }

  /// Returns the values of a field, those of most assets first; none for fields whose values are not listed.
  package func commonest(_ field: SearchField, limit: Int) throws -> [Value] {
    try workspace.catalog.facets(of: field, in: .all, limit: limit).map { Value(text: $0.value, count: $0.count) }
  }

  /// Returns the newest assets, or those whose id begins with `prefix`.
  package func newest(withPrefix prefix: String, limit: Int) throws -> [Asset] {
    if AssetID.isPrefix(prefix) { return try workspace.catalog.assets(withPrefix: prefix, limit: limit) }
    let newest = try workspace.catalog.search(.all, order: .newest, limit: prefix.isEmpty ? limit : limit * 10).assets
    return Array(newest.filter { $0.id.hex.hasPrefix(prefix.lowercased()) }.prefix(limit))
  }
}
