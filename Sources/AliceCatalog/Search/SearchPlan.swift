import AliceModel
import GRDB

/// The execution of a query: the table that drives it, row by row in the order of ids, and the filters for each row.
struct SearchPlan {
  enum Driver {
    /// An FTS5 expression, and those that find less of it: the first has neither the English forms of its words nor
    /// their relations, and each of the others finds what means less the same.
    case words(String, closer: [String])
    /// An FTS5 expression of quality, kind and model alone, which ranks nothing.
    case facts(String)
    case tag(String)
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
  /// Whether assets with missing files must be left out.
  let excludesMissing: Bool
  /// The order of results if none is given; nil if the query names nothing that pictures show.
  let ranking: PictureRanking?

  private init(driver: Driver, filters: [Condition], countable: String?, excludesMissing: Bool) {
    self.driver = driver
    self.filters = filters
    self.countable = countable
    self.excludesMissing = excludesMissing
    isOneIndexedTest = false
    ranking = nil
  }

  /// Compiles a query. Assets whose files are missing are left out, unless the query has `is:missing`.
  init(_ query: SearchQuery, gone: GoneAssets = .none, in db: Database) throws {
    let lexicon = Lexicon(db: db)
    let compiler = TermCompiler(lexicon: lexicon, gone: gone)
    var words: [SearchTerm] = []
    var others: [SearchTerm] = []
    for term in query.conjuncts {
      if try compiler.match(term) != nil || compiler.isUnwantedWord(term) {
        words.append(term)
      } else {
        others.append(term)
      }
    }
    excludesMissing = try !query.term.asksForMissing && lexicon.hasMissing()
    let keywords = try KeywordTokens.expression(others, lexicon)
    let expression = try compiler.matchAll(words)
    countable = SearchPlan.countable(expression, keywords, hasWords: !words.isEmpty)
    isOneIndexedTest = SearchPlan.isIndexed(query.term)
    if let expression {
      driver = .words(expression, closer: try SearchPlan.closer(words, than: expression, lexicon))
    } else if words.isEmpty, let keywords, !keywords.isEmpty {
      driver = .facts(keywords)
      others = []
    } else {
      others += words
      driver = SearchPlan.takeDriver(from: &others)
    }
    filters = try others.map(compiler.condition)
    ranking = try PictureRanking(query.term, lexicon)
  }

  /// Returns the expressions that find less than all, each more than the one before.
  private static func closer(
    _ words: [SearchTerm], than expression: String, _ lexicon: Lexicon
  ) throws -> [String] {
    let relations = lexicon.nearnesses.map { WordReach.relations(nearness: $0) }
    let reaches: [WordReach] = relations.isEmpty ? [.exact] : [.exact, .forms] + relations
    var closer: [String] = []
    for reach in reaches {
      guard let next = try TermCompiler(lexicon: lexicon, reach: reach).matchAll(words), next != expression,
        next != closer.last
      else { continue }
      closer.append(next)
    }
    return closer
  }

  private static func countable(_ expression: String?, _ keywords: String?, hasWords: Bool) -> String? {
    guard let keywords else { return nil }
    guard let expression else { return hasWords || keywords.isEmpty ? nil : keywords }
    return keywords.isEmpty ? expression : "(\(expression)) AND \(keywords)"
  }

  /// Returns the condition that the file of an asset is not missing, if that is needed. The list is small, and SQLite
  /// reads it once.
  func present(_ id: String) -> String {
    excludesMissing ? "\(id) not in (select id from asset indexed by asset_missing where missing <> 0)" : "1"
  }

  /// Returns the best driver other than words, and removes its term from `terms`.
  private static func takeDriver(from terms: inout [SearchTerm]) -> Driver {
    for (index, term) in terms.enumerated() {
      guard let name = tag(term) else { continue }
      terms.remove(at: index)
      return .tag(name)
    }
    return terms.contains(where: PathCompiler.narrows) ? .documents : .assets
  }

  private static func isIndexed(_ term: SearchTerm) -> Bool {
    guard case .field(let field, let tests) = term, tests.count == 1 else { return false }
    return field.hasIndex || tag(term) != nil
  }

  /// Returns the folded tag, if the term tests exactly one tag.
  private static func tag(_ term: SearchTerm) -> String? {
    guard case .field(.tag, let tests) = term, tests.count == 1, case .equals(let name) = tests[0].meaning
    else { return nil }
    return TextFolding.fold(name)
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

  /// Whether the query finds every asset, except those that `excludesMissing` leaves out.
  var matchesAll: Bool { if case .assets = driver { filters.isEmpty } else { false } }

  /// Selects the ids of all matches in no particular order, for a subquery.
  var ids: Condition {
    let source = source()
    return Condition("select \(id) as id \(source.sql)", source.arguments)
  }

  /// Selects the ids of all matches with what is known of their pictures.
  var pictures: Condition {
    let ids = ids
    return Condition(
      """
      select m.id, f.numbers, p.colors, a.color from (\(ids.sql)) m join asset a on a.id = m.id
        left join feature f on f.id = m.id left join palette p on p.id = m.id
      """, ids.arguments)
  }

  private var filter: Condition { .every(filters) }

  /// The id of a row, from the driving table.
  private var id: String {
    switch driver {
    case .words, .facts: "words.rowid"
    case .tag: "g.id"
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
      case .words(let expression, _), .facts(let expression):
        ("words" + joined, Condition("words match ?", expression))
      case .tag(let name): ("tag g" + joined, Condition("g.name = ?", name))
      case .assets: ("asset a", .always)
      case .documents: ("document d" + joined, .always)
      }
    var isJoined = !needsDocument
    if case .documents = driver { isJoined = true }
    let last = isJoined ? "" : " cross join document d on d.id = a.id"
    return Condition(
      "from \(tables)\(last) where \(condition.sql) and \(present(id)) and \(filter.sql)",
      condition.arguments + filter.arguments)
  }

  /// Selects the ids in order.
  func page(_ order: SearchOrder, limit: Int?, offset: Int) -> Condition {
    if order == .name, case .assets = driver {
      // The index on paths has that order.
      return SearchPlan(driver: .documents, filters: filters, countable: nil, excludesMissing: excludesMissing)
        .page(order, limit: limit, offset: offset)
    }
    let key =
      switch order {
      case .newest, .relevance, .album: id + " desc"
      case .oldest: id
      case .name: "d.path"
      case .added, .quality, .rating, .score, .elo, .cost: "a.\(order.rawValue) desc, \(id) desc"
      }
    let isByID = [.newest, .relevance, .album, .oldest].contains(order)
    let source = source(asset: !isByID && order != .name, document: order == .name)
    return Condition(
      "select \(id) \(source.sql) order by \(key) limit ? offset ?",
      source.arguments + [(limit ?? -1).databaseValue, offset.databaseValue])
  }

  /// Selects the ids of the newest matches, at most `limit`, with their weights; lower weights are better.
  func weighed(limit: Int) -> Condition {
    let source = source()
    return Condition(
      "select \(id), \(WordIndex.bm25) \(source.sql) order by \(id) desc limit ?",
      source.arguments + [limit.databaseValue])
  }

  /// Selects the ids of all matches, with their weights.
  ///
  /// If the full-text index covers quality, kind and model as well, no row of `asset` is read. The plus keeps SQLite
  /// from driving the query by the list. Matching the whole expression instead would rank the tokens as if they were
  /// words of the prompt.
  func weighedAll() -> Condition {
    guard case .words(let expression, _) = driver, let countable, countable != expression else {
      return weighed(limit: -1)
    }
    return Condition(
      """
      select words.rowid, \(WordIndex.bm25) from words where words match ?
      and +words.rowid in (select rowid from words where words match ?) and \(present("words.rowid"))
      order by words.rowid desc
      """, [expression.databaseValue, countable.databaseValue])
  }

  /// Select the ids in this range whose words are closest to those of the query, then those whose words are less close;
  /// what none selects is the least close.
  func closer(from oldest: Int64, to newest: Int64) -> [Condition] {
    guard case .words(_, let closer) = driver else { return [] }
    return closer.map {
      Condition(
        "select rowid from words where words match ? and rowid between ? and ?",
        [$0.databaseValue, oldest.databaseValue, newest.databaseValue])
    }
  }

  /// Counts the matches, up to `limit`.
  func count(limit: Int?) -> Condition {
    if let countable { return count(matching: countable, limit: limit) }
    let source = source()
    guard let limit else { return Condition("select count(*) \(source.sql)", source.arguments) }
    return Condition(
      "select count(*) from (select 1 \(source.sql) limit ?)", source.arguments + [limit.databaseValue])
  }

  func count(matching expression: String, limit: Int?) -> Condition {
    let source = "from words where words match ? and \(present("rowid"))"
    guard let limit else { return Condition("select count(*) \(source)", expression) }
    return Condition(
      "select count(*) from (select 1 \(source) limit ?)", [expression.databaseValue, limit.databaseValue])
  }
}
