package import AliceModel
import GRDB

/// A part of what a query finds.
package struct SearchPage: Sendable, Hashable {
  package var assets: [Asset]
  /// How many the query finds in all; nil where counting them would take longer than finding these.
  package var total: Int?
}

/// How much work an answer may take. The same catalog gives the same answer, however busy the machine is.
private enum Effort {
  /// Up to so many matches are weighed where nobody asked for an order: some milliseconds of work.
  static let weighedUnasked = 5_000
  /// Up to so many matches all of them are weighed; of more only the newest.
  static let weighed = 50_000
  static let weighedOfMany = 500
  /// Up to so many are counted where each has to be looked at.
  static let counted = 20_000
}

extension Catalog {
  /// The assets that a query finds, from `offset` on.
  ///
  /// Without an order: best match first for words, unless they match more than 5,000 assets; else newest first. Without a `limit`
  /// all of them are loaded at once; `forEach` does not.
  package func search(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int? = nil, offset: Int = 0
  ) throws(CatalogError) -> SearchPage {
    try store.read { db in
      let found = try SearchRun(db: db, plan: SearchPlan(query)).ids(order, limit: limit, offset: offset)
      return SearchPage(assets: try AssetReader(db: db).assets(found.ids), total: found.total)
    }
  }

  /// The same assets one by one, until `body` says false. `body` must not use the catalog.
  package func forEach(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int? = nil, offset: Int = 0,
    _ body: (Asset) throws -> Bool
  ) throws {
    try store.passing { db in
      let found = try SearchRun(db: db, plan: SearchPlan(query)).ids(order, limit: limit, offset: offset, total: false)
      let reader = AssetReader(db: db)
      for id in found.ids {
        guard let asset = try reader.asset(id) else { continue }
        guard try body(asset) else { return }
      }
    }
  }

  /// Exact, however many they are.
  package func count(_ query: SearchQuery = .all) throws(CatalogError) -> Int {
    try store.read { db in try SearchRun(db: db, plan: SearchPlan(query)).count(limit: nil) }
  }
}

/// One query against one state of the catalog.
struct SearchRun {
  let db: Database
  let plan: SearchPlan

  func ids(
    _ order: SearchOrder?, limit: Int?, offset: Int, total: Bool = true
  ) throws -> (ids: [Int64], total: Int?) {
    let limit = limit.map { max(0, $0) }
    let offset = max(0, offset)
    guard case .words(let expression) = plan.driver, order == nil || order == .relevance else {
      return try inOrder(order ?? .newest, limit: limit, offset: offset, total: total)
    }
    let most = order == nil ? Effort.weighedUnasked : Effort.weighed
    let matches = try number(SearchPlan.count(matching: expression, limit: most + 1))
    if matches <= most { return try weighed(limit: limit, offset: offset) }
    guard order == .relevance else { return try inOrder(.newest, limit: limit, offset: offset, total: total) }
    return try newestWeighed(limit: limit, offset: offset, total: total)
  }

  func count(limit: Int?) throws -> Int { try number(plan.count(limit: limit)) }

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
    if plan.isCheapToCount { return try count(limit: nil) }
    let counted = try count(limit: Effort.counted + 1)
    return counted <= Effort.counted ? counted : nil
  }

  /// All matches, best first.
  private func weighed(limit: Int?, offset: Int) throws -> (ids: [Int64], total: Int?) {
    let ids = try best(plan.weighed(limit: -1))
    return (Array(ids.dropFirst(offset).prefix(limit ?? ids.count)), ids.count)
  }

  /// The newest matches, best first, and then the others, newest first.
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
    return weighed.map(\.id)
  }

  private func number(_ query: Condition) throws -> Int {
    try Int.fetchOne(db.makeStatement(sql: query.sql), arguments: StatementArguments(query.arguments)) ?? 0
  }
}
