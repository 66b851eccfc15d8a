import GRDB

/// The database of the facts that the files do not hold: jobs, spending, and operations on files.
///
/// The data of a call is durable when it returns. It may be used from any thread and by several processes at once.
package final class Journal: Sendable {
  let store: SQLiteStore

  /// Opens the journal at `path`. `access` determines whether a missing journal is created, readable only by this user.
  package init(at path: String, access: StoreAccess = .create) throws(CatalogError) {
    store = try SQLiteStore(path: path, schema: JournalSchema.schema, access: access)
  }

  /// The reason why the journal cannot be written, although it can be read; nil if it can.
  package var obstacle: CatalogError? { store.obstacle }

  /// Closes the journal, which cannot be used afterwards; all data is then in its one file.
  package func close() throws(CatalogError) { try store.close() }

  /// Throws if one of its tables cannot be read. This quick check reads one row per table.
  package func look() throws(CatalogError) {
    try store.read { db in
      for table in try String.fetchAll(db, sql: "select name from sqlite_master where type = 'table'") {
        _ = try Int.fetchOne(db, sql: "select 1 from \(table) limit 1")
      }
    }
  }

  /// Returns the problems that `sqlite3` finds; it is empty for an intact journal. Reads the whole file.
  package func problems() throws(CatalogError) -> [String] {
    do {
      return try store.read { db in try String.fetchAll(db, sql: "pragma quick_check(10)").filter { $0 != "ok" } }
    } catch .damaged(let detail, _) {
      return [detail]
    }
  }
}
