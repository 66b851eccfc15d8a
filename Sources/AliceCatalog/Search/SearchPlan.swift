import AliceModel
import GRDB

/// The execution of a query: the table that drives it, row by row in the order of ids, and the filters for each row.
struct SearchPlan {
  enum Driver {
    /// An FTS5 expression.
    case words(String)
    case tag(String)
    /// A substring, in the trigram index.
    case infix(String)
    case assets
    /// The same as `assets`, with `document` first.
    case documents
  }

  let driver: Driver
  let filters: [Condition]
  /// The whole query as one FTS5 expression, if it tests only words, quality, kind and model.
  let countable: String?
  /// True if the query is one test of an indexed column.
  private let isOneIndexedTest: Bool

  private init(driver: Driver, filters: [Condition], countable: String?) {
    self.driver = driver
    self.filters = filters
    self.countable = countable
    isOneIndexedTest = false
  }

  init(_ query: SearchQuery) {
    var words: [SearchTerm] = []
    var others: [SearchTerm] = []
    for term in query.conjuncts {
      if TermCompiler.match(term) != nil || TermCompiler.isUnwantedWord(term) {
        words.append(term)
      } else {
        others.append(term)
      }
    }
    isOneIndexedTest = SearchPlan.isIndexed(query.term)
    if let expression = TermCompiler.matchAll(words) {
      driver = .words(expression)
      countable = KeywordTokens.expression(others).map { $0.isEmpty ? expression : "(\(expression)) AND \($0)" }
      filters = others.map(TermCompiler.condition)
    } else {
      others += words
      let (driver, filter) = SearchPlan.takeDriver(from: &others)
      self.driver = driver
      countable = nil
      filters = [filter].compactMap { $0 } + others.map(TermCompiler.condition)
    }
  }

  /// Returns the best driver other than words, and the remaining filter for its rows. Removes its term from `terms`.
  private static func takeDriver(from terms: inout [SearchTerm]) -> (Driver, Condition?) {
    for (index, term) in terms.enumerated() {
      if let name = tag(term) {
        terms.remove(at: index)
        return (.tag(name), nil)
      }
      if let infix = TermCompiler.infixDriver(term) {
        terms.remove(at: index)
        return (.infix(infix.runs), infix.filter)
      }
    }
    return (terms.contains(where: PathCompiler.narrows) ? .documents : .assets, nil)
  }

  private static func isIndexed(_ term: SearchTerm) -> Bool {
    guard case .field(let field, let tests) = term, tests.count == 1 else { return false }
    return field.hasIndex || tag(term) != nil
  }

  /// Returns the folded tag, if the term tests exactly one tag.
  private static func tag(_ term: SearchTerm) -> String? {
    guard case .field(.tag, let tests) = term, tests.count == 1, case .equals(let name) = tests[0].meaning
    else { return nil }
    return Folding.fold(name)
  }

  /// The cost of counting matches.
  enum Counting {
    /// The query matches all assets, whose number is stored.
    case known
    /// An index is read.
    case index
    /// Rows are read.
    case rows
    /// Texts are compared.
    case texts
  }

  var counting: Counting {
    if countable != nil { return .index }
    if case .assets = driver, filters.isEmpty { return .known }
    if isOneIndexedTest { return .index }
    return filters.contains(where: \.usesDocument) ? .texts : .rows
  }

  /// Whether the query finds every asset.
  var matchesAll: Bool { if case .assets = driver { filters.isEmpty } else { false } }

  /// Selects the ids of all matches in no particular order, for a subquery.
  var ids: Condition {
    let source = source()
    return Condition("select \(id) \(source.sql)", source.arguments)
  }

  private var filter: Condition { .every(filters) }

  /// The id of a row, from the driving table.
  private var id: String {
    switch driver {
    case .words: "words.rowid"
    case .tag: "g.id"
    case .infix: "infix.rowid"
    case .assets: "a.id"
    case .documents: "d.id"
    }
  }

  /// Returns `from … where …`. A cross join keeps the driver in the outer loop, so that rows come in the order of ids
  /// and a limit ends the query.
  private func source(asset: Bool = false, document: Bool = false) -> Condition {
    let filter = filter
    let needsDocument = document || filter.usesDocument
    let needsAsset = asset || needsDocument || !filters.isEmpty
    let joined = needsAsset ? " cross join asset a on a.id = \(id)" : ""
    let (tables, condition): (String, Condition) =
      switch driver {
      case .words(let expression): ("words" + joined, Condition("words match ?", expression))
      case .tag(let name): ("tag g" + joined, Condition("g.name = ?", name))
      case .infix(let runs): ("infix" + joined, Condition("infix match ?", runs))
      case .assets: ("asset a", .always)
      case .documents: ("document d" + joined, .always)
      }
    var isJoined = !needsDocument
    if case .documents = driver { isJoined = true }
    let last = isJoined ? "" : " cross join document d on d.id = a.id"
    return Condition(
      "from \(tables)\(last) where \(condition.sql) and \(filter.sql)", condition.arguments + filter.arguments)
  }

  /// Selects the ids in order.
  func page(_ order: SearchOrder, limit: Int?, offset: Int) -> Condition {
    if order == .name, case .assets = driver {
      // The index on paths has that order.
      return SearchPlan(driver: .documents, filters: filters, countable: nil)
        .page(order, limit: limit, offset: offset)
    }
    let key =
      switch order {
      case .newest, .relevance: id + " desc"
      case .oldest: id
      case .name: "d.path"
      case .added, .quality, .rating, .score, .elo, .cost: "a.\(order.rawValue) desc, \(id) desc"
      }
    let isByID = [.newest, .relevance, .oldest].contains(order)
    let source = source(asset: !isByID && order != .name, document: order == .name)
    return Condition(
      "select \(id) \(source.sql) order by \(key) limit ? offset ?",
      source.arguments + [(limit ?? -1).databaseValue, offset.databaseValue])
  }

  /// Selects the ids of the newest matches, at most `limit`, with their weights; lower weights are better.
  func weighed(limit: Int) -> Condition {
    let source = source()
    return Condition(
      "select \(id), \(CatalogSchema.bm25) \(source.sql) order by \(id) desc limit ?",
      source.arguments + [limit.databaseValue])
  }

  /// Selects the ids of all matches, with their weights.
  ///
  /// If the full-text index covers quality, kind and model as well, no row of `asset` is read. The plus keeps SQLite
  /// from driving the query by the list. Matching the whole expression instead would rank the tokens as if they were
  /// words of the prompt.
  func weighedAll() -> Condition {
    guard case .words(let expression) = driver, let countable, countable != expression else {
      return weighed(limit: -1)
    }
    return Condition(
      """
      select words.rowid, \(CatalogSchema.bm25) from words where words match ?
      and +words.rowid in (select rowid from words where words match ?) order by words.rowid desc
      """, [expression.databaseValue, countable.databaseValue])
  }

  /// Counts the matches, up to `limit`.
  func count(limit: Int?) -> Condition {
    if let countable { return SearchPlan.count(matching: countable, limit: limit) }
    let source = source()
    guard let limit else { return Condition("select count(*) \(source.sql)", source.arguments) }
    return Condition(
      "select count(*) from (select 1 \(source.sql) limit ?)", source.arguments + [limit.databaseValue])
  }

  static func count(matching expression: String, limit: Int?) -> Condition {
    let sql = "select 1 from words where words match ?"
    guard let limit else { return Condition("select count(*) from words where words match ?", expression) }
    return Condition("select count(*) from (\(sql) limit ?)", [expression.databaseValue, limit.databaseValue])
  }
}

extension TermCompiler {
  /// Returns true for an excluded word, which FTS5 can express only beside a required word.
  static func isUnwantedWord(_ term: SearchTerm) -> Bool {
    if case .not(let inner) = term { match(inner) != nil } else { false }
  }
}
