package import AliceModel
import Foundation
import GRDB

/// A page of the results of a query.
package struct SearchPage: Sendable, Hashable {
  package var assets: [Asset]
  /// The total number of results; nil if counting them would take longer than finding this page.
  package var total: Int?
}

/// Limits of the work for one query. They are independent of time, so that the same catalog gives the same results on a
/// busy machine.
private enum Effort {
  /// The maximum number of matches that are ranked if no order is given; this takes some milliseconds.
  static let weighedUnasked = 5_000
  /// The maximum number of matches that are all ranked; of more, only the newest are.
  static let weighed = 50_000
  static let weighedOfMany = 500
  /// The maximum number of matches that are counted in the full-text index.
  static let countedWords = 400_000
  /// The maximum number of matches that are counted if texts must be compared.
  static let countedTexts = 5_000
  /// Larger catalogs count only with an index.
  static let smallCatalog = 200_000
}

extension Catalog {
  /// Returns the assets that a query finds, from `offset` on.
  ///
  /// If no order is given, words sort the best match first, unless they match more than 5,000 assets; otherwise the
  /// newest assets come first. Without a `limit` all assets are loaded at once; `forEachPath` avoids that. Assets of
  /// `gone` are missing, too.
  package func search(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int? = nil, offset: Int = 0, gone: GoneAssets = .none
  ) throws(CatalogError) -> SearchPage {
    try store.read { db in
      let found = try SearchRun(db: db, plan: SearchPlan(query, gone: gone, in: db)).ids(
        order, limit: limit, offset: offset)
      return SearchPage(assets: try AssetReader(db: db).assets(found.ids), total: found.total)
    }
  }

  /// Returns the rows of the same assets in the same order, and their number.
  package func rows(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int? = nil, offset: Int = 0
  ) throws(CatalogError) -> (ids: [Int64], total: Int?) {
    try store.read { db in
      try SearchRun(db: db, plan: SearchPlan(query, in: db)).ids(order, limit: limit, offset: offset)
    }
  }

  /// Returns the assets of rows, except of those that are gone.
  package func assets(rows: [Int64]) throws(CatalogError) -> [Asset] {
    try store.read { db in try AssetReader(db: db).assets(rows) }
  }

  /// Calls `body` with the paths of the same assets, which is much faster, until it returns false. `body` must not use
  /// the catalog.
  package func forEachPath(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int? = nil, offset: Int = 0, gone: GoneAssets = .none,
    _ body: (BytePath) throws -> Bool
  ) throws {
    try store.passing { db in
      let found = try SearchRun(db: db, plan: SearchPlan(query, gone: gone, in: db)).ids(
        order, limit: limit, offset: offset, total: false)
      let statement = try db.cachedStatement(sql: "select path from document where id = ?")
      for id in found.ids {
        guard let path = try Data.fetchOne(statement, arguments: [id]) else { continue }
        guard try body(BytePath(bytes: [UInt8](path))) else { return }
      }
    }
  }

  /// Returns the number of all recorded assets, also of those whose files are missing.
  package func census() throws(CatalogError) -> Int {
    try store.read { db in try Int.fetchOne(db, sql: "select assets from census") ?? 0 }
  }

  /// Returns the exact number of results.
  package func count(_ query: SearchQuery = .all, gone: GoneAssets = .none) throws(CatalogError) -> Int {
    try store.read { db in try SearchRun(db: db, plan: SearchPlan(query, gone: gone, in: db)).count(limit: nil) }
  }
}

/// One execution of a query against one state of the catalog.
struct SearchRun {
  let db: Database
  let plan: SearchPlan

  func ids(
    _ order: SearchOrder?, limit: Int?, offset: Int, total: Bool = true
  ) throws -> (ids: [Int64], total: Int?) {
    let limit = limit.map { max(0, $0) }
    let offset = max(0, offset)
    if let ranking = plan.ranking, order == nil || order == .relevance {
      return try ranked(ranking, limit: limit, offset: offset)
    }
    guard case .words(let expression, _) = plan.driver, order == nil || order == .relevance else {
      return try inOrder(order ?? .newest, limit: limit, offset: offset, total: total)
    }
    let most = order == nil ? Effort.weighedUnasked : Effort.weighed
    // The number of matches is computed only once, because that is slow for prefix searches.
    let isTotal = total && limit != nil && plan.countable == expression
    let matches = try number(
      plan.count(matching: expression, limit: (isTotal ? Effort.countedWords : most) + 1))
    if matches <= most { return try weighed(limit: limit, offset: offset) }
    let isCounted = isTotal && matches <= Effort.countedWords
    let found =
      order == .relevance
      ? try newestWeighed(limit: limit, offset: offset, total: total && !isTotal)
      : try inOrder(.newest, limit: limit, offset: offset, total: total && !isTotal)
    return isCounted ? (found.ids, matches) : found
  }

  /// Returns the ids of all results, and their order: the given one, or the one that `ids` chooses.
  func ordered(_ order: SearchOrder?) throws -> (ids: [Int64], order: SearchOrder) {
    var used = order ?? .newest
    if order == nil, plan.ranking != nil {
      used = .relevance
    } else if order == nil, case .words(let expression, _) = plan.driver {
      let most = Effort.weighedUnasked
      let matches = try number(plan.count(matching: expression, limit: most + 1))
      used = matches <= most ? .relevance : .newest
    }
    return (try ids(used, limit: nil, offset: 0, total: false).ids, used)
  }

  func count(limit: Int?) throws -> Int {
    if case .known = plan.counting { return try census() }
    return try number(plan.count(limit: limit))
  }

  private func inOrder(
    _ order: SearchOrder, limit: Int?, offset: Int, total: Bool
  ) throws -> (ids: [Int64], total: Int?) {
    let page = plan.page(order, limit: limit, offset: offset)
    let ids = try Int64.fetchAll(
      db.makeStatement(sql: page.sql), arguments: StatementArguments(page.arguments))
    return (ids, total ? try self.total(ids.count, limit: limit, offset: offset) : nil)
  }

  private func total(_ found: Int, limit: Int?, offset: Int) throws -> Int? {
    // A page that is not full is the last one.
    if found < limit ?? .max, found > 0 || offset == 0 { return offset + found }
    switch plan.counting {
    case .known: return try census()
    case .index: return try count(upTo: Effort.countedWords)
    case .rows: return try census() <= Effort.smallCatalog ? count(limit: nil) : nil
    case .texts: return try census() <= Effort.smallCatalog ? count(upTo: Effort.countedTexts) : nil
    }
  }

  /// Returns the number of all assets that a query can find.
  private func census() throws -> Int {
    let all = try Int.fetchOne(db.cachedStatement(sql: "select assets from census")) ?? 0
    guard plan.excludesMissing else { return all }
    let missing = "select count(*) from asset indexed by asset_missing where missing <> 0"
    return try all - (Int.fetchOne(db.cachedStatement(sql: missing)) ?? 0)
  }

  /// Returns nil if there are more.
  private func count(upTo limit: Int) throws -> Int? {
    let counted = try count(limit: limit + 1)
    return counted <= limit ? counted : nil
  }

  /// Returns all matches, best first.
  private func weighed(limit: Int?, offset: Int) throws -> (ids: [Int64], total: Int?) {
    let ids = try best(plan.weighedAll())
    return (Array(ids.dropFirst(offset).prefix(limit ?? ids.count)), ids.count)
  }

  /// Returns the newest matches, best first, and then the others, newest first.
  private func newestWeighed(limit: Int?, offset: Int, total: Bool) throws -> (ids: [Int64], total: Int?) {
    let newest = try best(plan.weighed(limit: Effort.weighedOfMany))
    var ids = Array(newest.dropFirst(offset).prefix(limit ?? newest.count))
    if newest.count == Effort.weighedOfMany, ids.count < limit ?? .max {
      let rest = plan.page(
        .newest, limit: limit.map { $0 - ids.count }, offset: max(offset, newest.count))
      ids += try Int64.fetchAll(db.makeStatement(sql: rest.sql), arguments: StatementArguments(rest.arguments))
    }
    return (ids, total ? try self.total(ids.count, limit: limit, offset: offset) : nil)
  }

  private func best(_ query: Condition) throws -> [Int64] {
    let rows = try Row.fetchCursor(
      db.makeStatement(sql: query.sql), arguments: StatementArguments(query.arguments))
    var weighed: [(weight: Double, id: Int64)] = []
    while let row = try rows.next() { weighed.append((row[1], row[0])) }
    weighed.sort { $0.weight != $1.weight ? $0.weight < $1.weight : $0.id > $1.id }
    return try closestFirst(weighed.map(\.id))
  }

  /// Puts the assets with the very words of the query before those with other forms of them, and those before the ones
  /// with words that mean nearly the same, the nearest first.
  private func closestFirst(_ ids: [Int64]) throws -> [Int64] {
    guard let oldest = ids.min(), let newest = ids.max() else { return ids }
    var (sorted, rest): ([Int64], [Int64]) = ([], ids)
    for query in plan.closer(from: oldest, to: newest) where !rest.isEmpty {
      let closer = try Set(
        Int64.fetchCursor(db.makeStatement(sql: query.sql), arguments: StatementArguments(query.arguments)))
      sorted += rest.filter(closer.contains)
      rest = rest.filter { !closer.contains($0) }
    }
    return sorted + rest
  }

  private func number(_ query: Condition) throws -> Int {
    try Int.fetchOne(db.makeStatement(sql: query.sql), arguments: StatementArguments(query.arguments)) ?? 0
  }
}
