package import AliceModel
import GRDB

/// A query with a name.
package struct SavedSearch: Sendable, Hashable {
  package let name: String
  /// The query as the user wrote it.
  package let query: String
  package let saved: Timestamp

  package init(name: String, query: String, saved: Timestamp) {
    (self.name, self.query, self.saved) = (name, query, saved)
  }
}

extension Journal {
  /// Returns the saved queries in the order of their names.
  package func savedSearches() throws(CatalogError) -> [SavedSearch] {
    try store.read { db in
      // A journal that an earlier alice wrote and that cannot be upgraded has no such table.
      guard try db.tableExists("search") else { return [] }
      return try Row.fetchAll(db, sql: "select name, query, saved, saved_offset from search order by key").map {
        SavedSearch(name: $0[0], query: $0[1], saved: Timestamp(milliseconds: $0[2], offsetMinutes: $0[3]))
      }
    }
  }

  /// Saves a query, in place of one with the same name in whatever case.
  package func save(_ search: SavedSearch) throws(CatalogError) {
    try store.write { db in
      try db.execute(
        sql: "insert or replace into search (key, name, query, saved, saved_offset) values (?, ?, ?, ?, ?)",
        arguments: [
          search.name.lowercased(), search.name, search.query, search.saved.milliseconds, search.saved.offsetMinutes,
        ])
    }
  }

  /// Returns false if there is no query of this name.
  package func forgetSearch(_ name: String) throws(CatalogError) -> Bool {
    try store.write { db in
      try db.execute(sql: "delete from search where key = ?", arguments: [name.lowercased()])
      return db.changesCount > 0
    }
  }
}
