import GRDB

extension Catalog {
  /// The catalog opened once more. While a rebuild is at work, it still answers as before.
  package func openedAgain() throws(CatalogError) -> Catalog { try Catalog(at: store.path) }

  /// Replaces all that is known of assets by what `fill` adds, in one transaction: until its end, and if `fill` throws, readers
  /// see what was there before. What is known of sources stays.
  package func rebuild(_ fill: (CatalogWriter) throws -> Void) throws {
    try store.transaction { db in
      try db.execute(sql: CatalogSchema.dropTriggers + CatalogSchema.deleteEverything)
      try fill(CatalogWriter(db: db))
      try db.execute(sql: CatalogSchema.indexEverything + CatalogSchema.triggers)
    }
    // The log is as large as the catalog now. Readers may hold it; then a later writer shortens it.
    try? store.perform { db in try db.execute(sql: "pragma wal_checkpoint(truncate)") }
  }
}
