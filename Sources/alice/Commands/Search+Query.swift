import AliceKit

/// The query of a search, and the queries that are saved.
extension Search {
  /// A flag that becomes a term of the query.
  struct Filter {
    let field: SearchField
    var sign = ""
    let value: String
  }

  var filters: [Filter] {
    let single: [Filter?] = [
      model.map { Filter(field: .model, value: $0) }, since.map { Filter(field: .created, sign: ">=", value: $0) },
      until.map { Filter(field: .created, sign: "<=", value: $0) }, type.map { Filter(field: .type, value: $0) },
    ]
    return single.compactMap { $0 } + tag.map { Filter(field: .tag, value: $0) }
  }

  private var text: String { DashWords.unmarked(words).joined(separator: " ") }

  /// Returns the query and the library that answers it; flags become terms that are joined by AND.
  func query(_ session: Session) throws -> (SearchQuery, Workspace) {
    let filters = try filterQueries(session.dates)
    let workspace = try session.openLibrary(for: text)
    let query = try session.query(text, in: workspace)
    return (filters.reduce(query) { $0.and($1) }, workspace)
  }

  private func filterQueries(_ context: SearchContext) throws -> [SearchQuery] {
    try (qualityMin.map { [try SearchQuery(parsing: "quality:>=\($0)", context)] } ?? [])
      + filters.map { try Search.query($0, context) }
  }

  /// Reads one flag. A single word may have stars and alternatives, as in a query; nothing in a date or in several words
  /// has a meaning.
  private static func query(_ filter: Filter, _ context: SearchContext) throws -> SearchQuery {
    let isWord = filter.sign.isEmpty && !filter.value.contains { " \"()\t\n".contains($0) }
    guard isWord else { return try SearchQuery(filter.field, filter.sign, filter.value, context) }
    return try SearchQuery(parsing: "\(filter.field.rawValue):\(filter.value)", context)
  }

  /// Saves, forgets or lists queries.
  func keepSearches(_ session: Session) throws {
    if saved { return try listSaved(session) }
    let searches = SavedSearches(try session.openLibraryForWriting())
    if let forget {
      try searches.forget(forget)
      return session.console.note("forgotten: @\(TerminalText(forget))")
    }
    if let save { try self.save(as: save, session) }
  }

  private func save(as name: String, _ session: Session) throws {
    let workspace = try session.openLibraryForWriting()
    let terms = try filterQueries(session.dates).map(\.description)
    let query = terms.isEmpty ? text : ((text.isEmpty ? [] : ["(\(text))"]) + terms).joined(separator: " ")
    let former = try SavedSearches(workspace).save(query, as: name, session.dates)
    let total = try Searcher(workspace).count(session.query(query, in: workspace))
    let document: JSONObject = ["name": .string(name), "query": .string(query), "total": JSONValue(total)]
    session.console.write(
      document: document, objects: [.object(document)], text: "@\(name)\t\(TerminalText(query))", as: session.format)
    if let former, former.query != query {
      session.console.note("in place of: \(TerminalText(former.query))")
    }
    session.console.note("it finds \(counted(total, "asset")) now")
  }

  private func listSaved(_ session: Session) throws {
    let all = try SavedSearches(session.openLibrary()).all()
    session.console.write(all, .savedSearches, as: session.format) { ["searches": .array($0)] }
    guard !all.isEmpty else { throw Failure(.answerIsNo, "no search is saved; 'alice search --save NAME QUERY' does") }
  }
}

extension ListFormat<SavedSearches.Entry> {
  fileprivate static var savedSearches: ListFormat {
    ListFormat(
      json: { ["name": .string($0.name), "query": .string($0.query), "saved": .string($0.saved.description)] },
      line: { "@\($0.name)\t\(TerminalText($0.query))" },
      columns: Columns(titles: ["NAME", "QUERY"]) { ["@" + $0.name, TerminalText($0.query).description] })
  }
}
