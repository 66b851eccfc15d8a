import GRDB

extension Catalog {
  /// Opens the catalog a second time. During a rebuild it returns the previous content.
  package func openedAgain() throws(CatalogError) -> Catalog { try Catalog(at: store.path) }

  /// Replaces all assets by those that `fill` adds, in one transaction: until it commits, and if `fill` throws, readers
  /// see the previous content. The known sources stay.
  package func rebuild(_ fill: (CatalogWriter) throws -> Void) throws {
    try store.transaction { db in
      try db.execute(sql: CatalogSchema.keepColors + CatalogSchema.dropTriggers + CatalogSchema.deleteRows)
      let index = WordIndex(db: db)
      try index.removeAll()
      try fill(CatalogWriter(db: db, isIndexing: false))
      try db.execute(sql: CatalogSchema.restoreColors + CatalogSchema.count)
      try index.fill()
      try db.execute(sql: CatalogSchema.triggers)
    }
    // The WAL is now as large as the catalog. If readers hold it, a later writer truncates it.
    try? store.perform { db in try db.execute(sql: "pragma wal_checkpoint(truncate)") }
  }
}
