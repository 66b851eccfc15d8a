import GRDB

/// The record of what only alice knows: jobs, what was spent, and what was done to files.
///
/// What a call has written is on the disk when it returns. May be used from any thread and by several processes at once.
package final class Journal: Sendable {
  /// The file was made just now.
  package let isNew: Bool
  let store: SQLiteStore

  /// Opens the journal at `path`, made for this user alone where there is none.
  package init(at path: String) throws(CatalogError) {
    store = try SQLiteStore(path: path, schema: JournalSchema.schema)
    isNew = store.isNew
  }
}
