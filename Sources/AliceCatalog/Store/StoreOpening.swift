import Foundation
import GRDB

/// Opens a store in the way that its disk allows.
struct StoreOpening: Sendable {
  struct Opened {
    let queue: DatabaseQueue
    /// The reason why the store cannot be written.
    var obstacle: CatalogError?
    /// Set if the file is read without a lock.
    var seal: StoreSeal?
  }

  let path: String
  let schema: StoreSchema
  let functions: [DatabaseFunction]

  private var file: StoreFile { StoreFile(path) }

  func open(_ access: StoreAccess) throws(CatalogError) -> Opened {
    switch access {
    case .create: try file.makePrivate()
    // SQLite would treat an empty file as a new database and remove the WAL beside it.
    case .existing, .reading: if file.isEmpty { throw try absent() }
    }
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration())
      try prepare(queue, for: access)
      return Opened(queue: queue)
    } catch {
      let error = CatalogError(error, path: path)
      guard !file.isEmpty, let obstacle = file.obstacle(after: error) else { throw error }
      do {
        return try openForReading(obstacle)
      } catch {
        let second = CatalogError(error, path: path)
        // A store that was to be made has nothing to read.
        if access == .create, case .missing = second { throw obstacle }
        throw second
      }
    }
  }

  /// Returns the error for a store that does not exist, or whose folder is not accessible.
  private func absent() throws(CatalogError) -> CatalogError {
    let code = file.errnoOfOpening
    return file.stamp != nil || code == 0 || code == ENOENT
      ? .missing(path: path) : .cannotOpen(path: path, errno: code)
  }

  /// Opens the store for reading. Without a WAL all data is in the file itself, which can be read alone. With a WAL the
  /// shared memory must exist, too. If it does not, or if the file has an earlier schema, a copy is read.
  private func openForReading(_ obstacle: CatalogError) throws -> Opened {
    if file.log.isEmpty {
      let seal = StoreSeal(file)
      if let queue = try opened("immutable=1") { return Opened(queue: queue, obstacle: obstacle, seal: seal) }
    } else if file.index.stamp != nil, let queue = try opened("readonly_shm=1") {
      return Opened(queue: queue, obstacle: obstacle)
    }
    let copy = try StoreCopy(of: file, or: obstacle)
    // SQLite opens the files by name more than once until everything is prepared.
    defer { withExtendedLifetime(copy) {} }
    let queue = try DatabaseQueue(path: copy.path, configuration: configuration())
    try prepare(queue, for: .existing)
    return Opened(queue: queue, obstacle: obstacle)
  }

  /// Returns nil if the file cannot be read in this way.
  private func opened(_ options: String) throws -> DatabaseQueue? {
    var configuration = configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: file.address + "?mode=ro&\(options)", configuration: configuration)
      switch try queue.read({ db in try state(db) }) {
      case .current: return queue
      case .earlier: return nil
      case .empty: throw CatalogError.missing(path: path)
      }
    } catch let error as DatabaseError {
      switch CatalogError(error, path: path) {
      case .cannotOpen, .notWritable, .noSpace, .failed: return nil
      case let error: throw error
      }
    }
  }

  private func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = false
    let connection = schema.connection
    let functions = functions
    configuration.prepareDatabase { db in
      try db.execute(sql: connection)
      for function in functions { db.add(function: function) }
    }
    return configuration
  }
}

extension StoreOpening {
  private enum State { case current, earlier, empty }

  private func prepare(_ queue: DatabaseQueue, for access: StoreAccess) throws {
    try queue.writeWithoutTransaction { db in
      // One transaction makes the check consistent, because another process may create the schema meanwhile.
      var found = State.empty
      try db.inTransaction(.deferred) {
        found = try state(db)
        return .commit
      }
      if found == .current { return }
      if found == .empty, access != .create { throw CatalogError.missing(path: path) }
      // This error leads to a copy.
      if access == .reading { throw CatalogError.notWritable(path: path) }
      try enterWAL(db)
      var isMigrated = false
      try db.inTransaction(.immediate) {
        // Another process may have been faster.
        let found = try state(db)
        if found == .current { return .commit }
        let version = try Int.fetchOne(db, sql: "pragma user_version") ?? 0
        try db.execute(sql: found == .empty ? schema.statements : upgrades(from: version))
        if found == .earlier, let migration = schema.migration {
          try migration(db, version)
          isMigrated = true
        }
        try db.execute(sql: "pragma application_id = \(schema.applicationID)")
        try db.execute(sql: "pragma user_version = \(schema.version)")
        return .commit
      }
      // The former rows leave most of the file free. Without space for a copy it stays as large as it was.
      if isMigrated { try? db.execute(sql: "vacuum") }
    }
  }

  private func upgrades(from version: Int) -> String {
    (version + 1...schema.version).compactMap { schema.upgrades[$0] }.joined(separator: "\n")
  }

  /// Throws if the file is of another kind or of a later version, or if something is missing in it.
  private func state(_ db: Database) throws -> State {
    let version = try Int.fetchOne(db, sql: "pragma user_version") ?? 0
    let application = try Int.fetchOne(db, sql: "pragma application_id") ?? 0
    if application == schema.applicationID, version == schema.version {
      try checkNames(db)
      return .current
    }
    if application == schema.applicationID, version > schema.version {
      throw CatalogError.newerSchema(found: version, known: schema.version)
    }
    if application == schema.applicationID, version > 0,
      (version + 1...schema.version).allSatisfy({ schema.upgrades[$0] != nil })
    {
      return .earlier
    }
    let isEmpty = try Int.fetchOne(db, sql: "select count(*) from sqlite_master") == 0
    guard isEmpty, version == 0, application == 0 else {
      throw CatalogError.damaged(detail: "not a database of alice, or an unfinished one")
    }
    return .empty
  }

  private func checkNames(_ db: Database) throws {
    let lacking = schema.names.subtracting(try String.fetchAll(db, sql: "select name from sqlite_master"))
    guard let name = lacking.min() else { return }
    throw CatalogError.damaged(detail: "it has no \(name)")
  }

  /// Changing the mode needs exclusive access, for which SQLite does not wait.
  private func enterWAL(_ db: Database) throws {
    for attempt in 0... {
      do {
        return try db.execute(sql: "pragma journal_mode = wal")
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 1000 {
        usleep(10_000)
      }
    }
  }
}

extension StoreFile {
  /// The path as a URI, which allows options.
  var address: String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    return "file:"
      + path.utf8.map { byte in
        if plain.contains(byte) { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }.joined()
  }
}
