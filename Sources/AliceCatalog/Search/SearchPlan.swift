import AliceModel
import GRDB

/// How a query is answered: what drives it, row by row in the order of ids, and what each row must fulfil besides.
struct SearchPlan {
  enum Driver {
    /// An FTS5 expression.
    case words(String)
    case tag(String)
    /// A run of characters, in the index of such runs.
    case infix(String)
    case assets
    /// Like `assets`, with the paths first.
    case documents
  }

  let driver: Driver
  let filters: [Condition]
  /// The whole query as one FTS5 expression, where words, quality, kind and model are all that it asks.
  let countable: String?
  /// The query is one test of a column that has an index.
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

  /// The best driver that is not words, and what remains to be asked of its rows. Its term is taken out of `terms`.
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
    return [.quality, .model, .project].contains(field) || tag(term) != nil
  }

  /// The folded tag, where the term asks for one and nothing else.
  private static func tag(_ term: SearchTerm) -> String? {
    guard case .field(.tag, let tests) = term, tests.count == 1, case .equals(let name) = tests[0].meaning
    else { return nil }
    return Folding.fold(name)
  }

  /// How much work it is to count matches.
  enum Counting {
    /// The number of all assets.
    case known
    /// An index is read.
    case index
    /// Rows are looked at.
    case rows
    /// Texts are looked at.
    case texts
  }

  var counting: Counting {
    if countable != nil { return .index }
    if case .assets = driver, filters.isEmpty { return .known }
    if isOneIndexedTest { return .index }
    return filters.contains(where: \.usesDocument) ? .texts : .rows
  }

  private var filter: Condition { .every(filters) }

  /// The id of a row, from the table that drives.
  private var id: String {
    switch driver {
    case .words: "words.rowid"
    case .tag: "g.id"
    case .infix: "infix.rowid"
    case .assets: "a.id"
    case .documents: "d.id"
    }
  }

  /// `from … where …`. A cross join keeps the driver outside, so that rows come in the order of ids and a limit ends the work.
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

  /// The ids in order.
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
      case .added, .quality, .rating, .score, .cost: "a.\(order.rawValue) desc, \(id) desc"
      }
    let isByID = [.newest, .relevance, .oldest].contains(order)
    let source = source(asset: !isByID && order != .name, document: order == .name)
    return Condition(
      "select \(id) \(source.sql) order by \(key) limit ? offset ?",
      source.arguments + [(limit ?? -1).databaseValue, offset.databaseValue])
  }

  /// The ids of the newest that match, at most `limit`, with their weights: the less the better.
  func weighed(limit: Int) -> Condition {
    let source = source()
    return Condition(
      "select \(id), \(CatalogSchema.bm25) \(source.sql) order by \(id) desc limit ?",
      source.arguments + [limit.databaseValue])
  }

  /// The ids of all that match, with their weights.
  ///
  /// Where the index of words knows quality, kind and model as well, no row of `asset` is read. The plus keeps SQLite from
  /// walking the list first; matching the whole expression would weigh the facts as if they were words of the prompt.
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

  /// The number of matches, counted up to `limit`.
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
  /// A word that must not be there: an FTS5 expression beside words that must.
  static func isUnwantedWord(_ term: SearchTerm) -> Bool {
    if case .not(let inner) = term { match(inner) != nil } else { false }
  }
}
