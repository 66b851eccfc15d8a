import Foundation
import GRDB

/// The requirement on a store when it is opened.
package enum StoreAccess: Sendable, Hashable {
  /// A missing store is created, and so is one with an empty file.
  case create
  /// The store must exist: a missing or empty file does not become a new store, and the files beside it stay.
  case existing
  /// The store must exist, and stays as it is: one of an earlier schema is read from a copy.
  case reading
}

/// One open SQLite file.
///
/// If the schema is current, opening reads only the header and the names of the tables, because every search starts a
/// process. If the file cannot be written, it can still be read.
struct SQLiteStore: Sendable {
  let path: String
  /// The reason why the store cannot be written; nil if it can.
  let obstacle: CatalogError?
  private let queue: DatabaseQueue
  private let seal: StoreSeal?

  init(
    path: String, schema: StoreSchema, functions: [DatabaseFunction] = [], access: StoreAccess = .create
  ) throws(CatalogError) {
    let opened = try StoreOpening(path: path, schema: schema, functions: functions).open(access)
    self.path = path
    obstacle = opened.obstacle
    queue = opened.queue
    seal = opened.seal
  }

  /// Closes the store, which cannot be used afterwards; all data is then in its one file.
  func close() throws(CatalogError) {
    // The store is closed in any case, because the WAL of a damaged file may fail to be checkpointed.
    let settled = Result {
      try queue.writeWithoutTransaction { db in try db.execute(sql: "pragma wal_checkpoint(truncate)") }
    }
    do {
      try queue.close()
      try settled.get()
    } catch {
      throw CatalogError(error, path: path)
    }
  }

  /// Runs `body` in a read transaction, which sees one state of the file.
  func read<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do {
      let result = try queue.read(body)
      try seal?.check()
      return result
    } catch {
      throw CatalogError(error, path: path)
    }
  }

  /// Runs `body` in a write transaction. It takes the write lock at the start, because SQLite may refuse to upgrade a
  /// reader.
  func write<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do { return try transaction(body) } catch { throw CatalogError(error, path: path) }
  }

  /// Does the same as `write`, but passes errors of `body` unchanged, except those of the database.
  func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
    if let obstacle { throw obstacle }
    return try naming {
      try queue.writeWithoutTransaction { db in
        var result: Result?
        try db.inTransaction(.immediate) {
          result = try body(db)
          return .commit
        }
        guard let result else { throw CatalogError.failed(code: -1, message: "transaction without a result") }
        return result
      }
    }
  }

  /// Does the same as `read`, but passes errors of `body` unchanged, except those of the database.
  func passing<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try naming {
      let result = try queue.read(body)
      try seal?.check()
      return result
    }
  }

  /// Runs `body` outside of a transaction.
  func perform<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do {
      let result = try queue.writeWithoutTransaction(body)
      try seal?.check()
      return result
    } catch {
      throw CatalogError(error, path: path)
    }
  }

  /// Adds the path to an error.
  private func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error where error is DatabaseError || error is CatalogError {
      throw CatalogError(error, path: path)
    }
  }
}
