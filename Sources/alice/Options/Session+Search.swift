import AliceKit

extension Session {
  /// What dates refer to.
  var dates: SearchContext { SearchContext(today: Clock.system.now(), dateOrder: settings.dateOrder) }

  /// Returns the query of a text of the search language, which may name saved ones; an empty text finds everything.
  func query(_ text: String, in workspace: Workspace) throws -> SearchQuery {
    guard !text.allSatisfy(\.isWhitespace) else { return .all }
    let query = try SearchQuery(parsing: text, workspace.searchContext(for: text, dateOrder: settings.dateOrder))
    return try ExampleReader(workspace).resolved(query)
  }

  /// Opens the library that answers a query. A wrong query is told before a missing library, unless it may name a saved
  /// one, which only the library knows.
  func openLibrary(for text: String) throws -> Workspace {
    if !text.contains("@"), !text.allSatisfy(\.isWhitespace) { _ = try SearchQuery(parsing: text, dates) }
    return try openLibrary()
  }
}
