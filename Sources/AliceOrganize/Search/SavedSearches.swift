import AliceCatalog
package import AliceWorkspace

/// The queries that the user has saved, which other queries name with `@`.
package struct SavedSearches: Sendable {
  /// A query and its name.
  package struct Entry: Sendable, Hashable {
    package let name: String
    package let query: String
    package let saved: Timestamp

    fileprivate init(_ search: SavedSearch) { (name, query, saved) = (search.name, search.query, search.saved) }
  }

  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  package func all() throws -> [Entry] { try workspace.journalForReading()?.savedSearches().map(Entry.init) ?? [] }

  /// Saves a query, and returns the one that it replaces. Throws if the name is none, if the query cannot be read, or if
  /// it would contain itself.
  package func save(_ query: String, as name: String, _ context: SearchContext) throws -> Entry? {
    guard SavedSearchName.isValid(name) else { throw AliceError.badSearchName(name) }
    let lock = try workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    let known = try all()
    var context = context
    context.saved = SavedSearches.named(known).merging([name.lowercased(): query]) { $1 }
    _ = try SearchQuery(parsing: "@" + name, context)
    try workspace.journal().save(SavedSearch(name: name, query: query, saved: workspace.clock.now()))
    return known.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Throws if there is no such query.
  package func forget(_ name: String) throws {
    guard try !workspace.journal().forgetSearch(name) else { return }
    throw SearchQueryError.unknownSaved(
      name, suggestion: Spelling.nearest(to: name.lowercased(), in: try all().map(\.name)))
  }

  fileprivate static func named(_ searches: [Entry]) -> [String: String] {
    Dictionary(searches.map { ($0.name.lowercased(), $0.query) }, uniquingKeysWith: { $1 })
  }
}

extension Workspace {
  /// Returns what `text`, a query, refers to. The journal is read only if the query can name a saved one.
  package func searchContext(for text: String, dateOrder: DateOrder?) -> SearchContext {
    var context = SearchContext(today: clock.now(), dateOrder: dateOrder, saved: [:])
    // Without a readable journal nothing is saved; verbs that need it say so.
    if text.contains("@"), let saved = try? SavedSearches(self).all() { context.saved = SavedSearches.named(saved) }
    return context
  }
}
