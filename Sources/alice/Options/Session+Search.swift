import AliceKit

extension Session {
  /// What dates refer to.
  var dates: SearchContext { SearchContext(today: Clock.system.now(), dateOrder: settings.dateOrder) }

  /// Returns the query of a text of the search language, which may name saved ones; an empty text finds everything.
  func query(_ text: String, in workspace: Workspace) throws -> SearchQuery {
    guard !text.allSatisfy(\.isWhitespace) else { return .all }
    return try SearchQuery(parsing: text, workspace.searchContext(for: text, dateOrder: settings.dateOrder))
  }
}
