package import AliceModel
import GRDB

/// The execution plan of a query.
package struct SearchExplanation: Sendable, Hashable {
  /// The parsed query, one term per line.
  package var tree: String
  /// The words that are found by their meaning, too.
  package var near: [NearWord]
  package var sql: String
  /// The bound values of `sql`, in order.
  package var arguments: [String]
  /// SQLite's query plan, which names the table or index that drives the query.
  package var plan: [String]
}

extension Catalog {
  package func explain(_ query: SearchQuery, order: SearchOrder? = nil) throws(CatalogError) -> SearchExplanation {
    try store.read { db in
      let plan = try SearchPlan(query, in: db)
      let page = plan.page(order ?? .newest, limit: 50, offset: 0)
      let steps = try Row.fetchAll(
        db, sql: "explain query plan " + page.sql, arguments: StatementArguments(page.arguments))
      return SearchExplanation(
        tree: query.term.outline, near: try NearWord.all(in: query, Lexicon(db: db)), sql: page.sql,
        arguments: page.arguments.map { "\($0)" },
        plan: steps.map { $0["detail"] })
    }
  }
}
