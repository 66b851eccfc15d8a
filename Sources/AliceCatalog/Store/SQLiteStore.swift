import Foundation
import GRDB

/// What is wanted of a store that is opened.
package enum StoreAccess: Sendable, Hashable {
  /// It is made where there is none, or where its file is empty.
  case create
  /// It has to be there: a file that is gone or empty is not taken for a new one, and what lies there is left alone.
  case existing
}

/// One SQLite file, opened once.
///
/// Opening costs one look at the header and the names of the tables where the schema is as expected: searches start a
/// process each. Where nothing can be written, what is there is read all the same.
struct SQLiteStore: Sendable {
  let path: String
  /// Why nothing can be written to it; nil where it can.
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

  /// Nothing of it is open afterwards, and all of it stands in its one file. Nobody may use it any more.
  func close() throws(CatalogError) {
    // Closed in any case: what is damaged may not let its log be brought in.
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

  /// What a transaction that only reads sees is one state of the file.
  func read<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do {
      let result = try queue.read(body)
      try seal?.check()
      return result
    } catch {
      throw CatalogError(error, path: path)
    }
  }

  /// All or nothing. Takes the write lock at the start: a reader that wants to write later can be refused for good.
  func write<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do { return try transaction(body) } catch { throw CatalogError(error, path: path) }
  }

  /// Like `write`, but lets the errors of `body` pass as they are, save those of the database.
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

  /// Like `read`, but lets the errors of `body` pass as they are, save those of the database.
  func passing<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try naming {
      let result = try queue.read(body)
      try seal?.check()
      return result
    }
  }

  /// Outside of any transaction.
  func perform<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do {
      let result = try queue.writeWithoutTransaction(body)
      try seal?.check()
      return result
    } catch {
      throw CatalogError(error, path: path)
    }
  }

  /// Says of which file an error tells.
  private func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error where error is DatabaseError || error is CatalogError {
      throw CatalogError(error, path: path)
    }
  }
}
