import GRDB

/// The record of what only alice knows: jobs, what was spent, and what was done to files.
///
/// What a call has written is on the disk when it returns. May be used from any thread and by several processes at once.
package final class Journal: Sendable {
  let store: SQLiteStore

  /// Opens the journal at `path`, which `access` may make for this user alone where there is none.
  package init(at path: String, access: StoreAccess = .create) throws(CatalogError) {
    store = try SQLiteStore(path: path, schema: JournalSchema.schema, access: access)
  }

  /// Why nothing can be written to it, though it can be read; nil where it can.
  package var obstacle: CatalogError? { store.obstacle }

  /// Nobody may use it any more; all of it stands in its one file.
  package func close() throws(CatalogError) { try store.close() }

  /// Throws where one of its tables cannot even be looked into: a look that costs nothing.
  package func look() throws(CatalogError) {
    try store.read { db in
      for table in try String.fetchAll(db, sql: "select name from sqlite_master where type = 'table'") {
        _ = try Int.fetchOne(db, sql: "select 1 from \(table) limit 1")
      }
    }
  }

  /// What `sqlite3` finds wrong; empty for a sound journal. Reads the whole file.
  package func problems() throws(CatalogError) -> [String] {
    do {
      return try store.read { db in try String.fetchAll(db, sql: "pragma quick_check(10)").filter { $0 != "ok" } }
    } catch .damaged(let detail, _) {
      return [detail]
    }
  }
}
