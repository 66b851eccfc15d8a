import Foundation
import GRDB

/// How a database file of alice is made and recognised.
struct StoreSchema: Sendable {
  /// Stands in the file's header, so that `file` and other programs can tell what it is.
  let applicationID: Int
  let version: Int
  /// Statements that make an empty file into one of `version`.
  let statements: String
  /// Statements that make a file of the version before into one of the key, for what cannot be made anew.
  var upgrades: [Int: String] = [:]
  /// For every connection, such as `pragma synchronous`.
  let connection: String
}

/// One SQLite file, opened once.
///
/// Opening costs one look at the header where the schema is as expected: searches start a process each.
struct SQLiteStore: Sendable {
  let path: String
  /// The file was made, or was empty, when it was opened.
  let isNew: Bool
  private let queue: DatabaseQueue

  init(path: String, schema: StoreSchema, functions: [DatabaseFunction] = []) throws(CatalogError) {
    do {
      try SQLiteStore.makePrivateFile(path)
      queue = try DatabaseQueue(
        path: path, configuration: SQLiteStore.configuration(schema: schema, functions: functions))
      isNew = try SQLiteStore.prepare(queue, schema)
      self.path = path
    } catch {
      throw CatalogError(error, path: path)
    }
  }

  /// What a transaction that only reads sees is one state of the file.
  func read<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do { return try queue.read(body) } catch { throw CatalogError(error, path: path) }
  }

  /// All or nothing. Takes the write lock at the start: a reader that wants to write later can be refused for good.
  func write<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do { return try transaction(body) } catch { throw CatalogError(error, path: path) }
  }

  /// Like `write`, but lets the errors of `body` pass as they are, save those of the database.
  func transaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try queue.writeWithoutTransaction { db in
        var result: Result?
        try db.inTransaction(.immediate) {
          result = try body(db)
          return .commit
        }
        guard let result else { throw CatalogError.failed(code: -1, message: "transaction without a result") }
        return result
      }
    } catch let error as DatabaseError {
      throw CatalogError(error, path: path)
    }
  }

  /// Like `read`, but lets the errors of `body` pass as they are, save those of the database.
  func passing<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      return try queue.read(body)
    } catch let error as DatabaseError {
      throw CatalogError(error, path: path)
    }
  }

  /// Outside of any transaction.
  func perform<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do { return try queue.writeWithoutTransaction(body) } catch { throw CatalogError(error, path: path) }
  }
}

extension SQLiteStore {
  /// SQLite gives its `-wal` and `-shm` the mode of the main file, so this is the only place that needs to care.
  private static func makePrivateFile(_ path: String) throws(CatalogError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno == ENOSPC {
      throw .noSpace
    } else if errno != EACCES && errno != EROFS {
      throw .cannotOpen(path: path)
    }
  }

  private static func configuration(schema: StoreSchema, functions: [DatabaseFunction]) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = false
    let connection = schema.connection
    configuration.prepareDatabase { db in
      try db.execute(sql: connection)
      for function in functions { db.add(function: function) }
    }
    return configuration
  }

  /// True where the schema had to be made.
  private static func prepare(_ queue: DatabaseQueue, _ schema: StoreSchema) throws -> Bool {
    try queue.writeWithoutTransaction { db in
      // In one transaction: between two looks another process may have made the schema.
      var isMade = false
      try db.inTransaction(.deferred) {
        isMade = try isCurrent(db, schema)
        return .commit
      }
      if isMade { return false }
      try enterWAL(db)
      var made = false
      try db.inTransaction(.immediate) {
        // Another process may have been faster.
        if try isCurrent(db, schema) { return .commit }
        let version = try Int.fetchOne(db, sql: "pragma user_version") ?? 0
        try db.execute(sql: version == 0 ? schema.statements : upgrades(from: version, schema))
        try db.execute(sql: "pragma application_id = \(schema.applicationID)")
        try db.execute(sql: "pragma user_version = \(schema.version)")
        made = version == 0
        return .commit
      }
      return made
    }
  }

  private static func upgrades(from version: Int, _ schema: StoreSchema) -> String {
    (version + 1...schema.version).compactMap { schema.upgrades[$0] }.joined(separator: "\n")
  }

  /// False for an empty file, and for one of an earlier version that can be brought up to this one; throws where the file is of another kind or of a later version.
  private static func isCurrent(_ db: Database, _ schema: StoreSchema) throws -> Bool {
    let version = try Int.fetchOne(db, sql: "pragma user_version") ?? 0
    let application = try Int.fetchOne(db, sql: "pragma application_id") ?? 0
    if application == schema.applicationID, version == schema.version { return true }
    if application == schema.applicationID, version > schema.version {
      throw CatalogError.newerSchema(found: version, known: schema.version)
    }
    if application == schema.applicationID, version > 0,
      (version + 1...schema.version).allSatisfy({ schema.upgrades[$0] != nil })
    {
      return false
    }
    let isEmpty = try Int.fetchOne(db, sql: "select count(*) from sqlite_master") == 0
    guard isEmpty, version == 0, application == 0 else {
      throw CatalogError.damaged(detail: "not a database of alice, or an unfinished one")
    }
    return false
  }

  /// Changing the mode needs the file alone, and SQLite does not wait for that.
  private static func enterWAL(_ db: Database) throws {
    for attempt in 0... {
      do {
        return try db.execute(sql: "pragma journal_mode = wal")
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 1000 {
        usleep(10_000)
      }
    }
  }
}
