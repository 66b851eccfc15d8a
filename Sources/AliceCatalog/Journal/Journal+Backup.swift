package import AliceModel
import GRDB

/// Copies of a journal, and what becomes of one.
extension Journal {
  /// Writes everything, as it is at one moment while other processes may write, into a new file.
  package func copy(to path: String) throws(CatalogError) {
    try store.perform { db in try db.execute(sql: "vacuum into ?", arguments: [path]) }
  }

  /// Opens a copy that was not written by this process, and upgrades it if it is one of an earlier alice.
  ///
  /// Throws if it is anything else than an intact journal: a database may hold statements of its own, which run when
  /// its tables are used.
  package static func examined(at path: String) throws(CatalogError) -> Journal {
    do {
      try examine(path)
      let journal = try Journal(at: path, access: .existing)
      let problems = try journal.store.perform { db in
        try String.fetchAll(db, sql: "pragma integrity_check(3)").filter { $0 != "ok" }
      }
      if let problem = problems.first { throw CatalogError.damaged(detail: problem, path: path) }
      // The log is opened by the first read. A checkpoint that has to open it itself ends with SQLITE_LOCKED.
      try journal.store.perform { db in
        try db.execute(sql: "pragma journal_mode = wal; select count(*) from sqlite_master")
      }
      return journal
    } catch {
      throw CatalogError(error, path: path)
    }
  }

  private static func examine(_ path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      // Nothing of the file's own runs while its list of tables is read. A distrusted schema could not have the
      // journal's columns that are computed from JSON.
      try db.execute(sql: "pragma cell_size_check = on")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read { db in
      guard try Int.fetchOne(db, sql: "pragma application_id") == JournalSchema.schema.applicationID else {
        throw CatalogError.damaged(detail: "it is no journal", path: path)
      }
      let found = try Row.fetchAll(db, sql: "select type, name, sql from sqlite_master")
      for row in found {
        let (type, name) = (row[0] as String? ?? "", row[1] as String? ?? "")
        let sql = (row[2] as String? ?? "").lowercased()
        guard ["table", "index"].contains(type), name.hasPrefix("sqlite_") || JournalSchema.schema.names.contains(name),
          !sql.hasPrefix("create virtual")
        else { throw CatalogError.damaged(detail: "it holds what no journal has", path: path) }
      }
    }
    try queue.close()
  }

  /// The number of entries in which this journal and the one at `other` differ: those that only this one has, and those
  /// that only the other one has. Both have the present schema.
  package func difference(from other: String) throws(CatalogError) -> (own: Int, others: Int) {
    try store.perform { db in
      try db.execute(sql: "attach database ? as other", arguments: [other])
      defer { try? db.execute(sql: "detach database other") }
      let tables = try String.fetchAll(
        db, sql: "select name from main.sqlite_master where type = 'table' and name not like 'sqlite_%'")
      func count(_ one: String, _ two: String, _ table: String) throws -> Int {
        let columns = try db.columns(in: table, in: "main").map(\.name.quotedDatabaseIdentifier).joined(separator: ", ")
        let rows = "select \(columns) from \(one).\(table) except select \(columns) from \(two).\(table)"
        return try Int.fetchOne(db, sql: "select count(*) from (\(rows))") ?? 0
      }
      var (own, others) = (0, 0)
      for table in tables {
        own += try count("main", "other", table)
        others += try count("other", "main", table)
      }
      return (own, others)
    }
  }

  /// Makes requests that were about to be sent when the copy was made ones of unknown outcome, which are looked up and
  /// never sent again by themselves: since then they may have been sent, and paid for. Returns how many there were.
  package func distrustUnsent(because reason: String, at now: Timestamp) throws(CatalogError) -> Int {
    try store.write { db in
      try db.execute(
        sql: """
          update job set state = ?, error = ?, updated = ?, updated_offset = ?
          where state in (?, ?)
          """,
        arguments: [
          Job.State.unknown.rawValue, reason, now.milliseconds, now.offsetMinutes, Job.State.prepared.rawValue,
          Job.State.submitting.rawValue,
        ])
      return db.changesCount
    }
  }

  /// Closes a journal that another one is about to replace; all of it is in its one file then. Throws `busy` while
  /// another process has it open, for what that writes would be lost.
  package func retire() throws(CatalogError) {
    try store.perform { db in
      guard try String.fetchAll(db, sql: "pragma journal_mode = delete") == ["delete"] else {
        throw CatalogError.busy(path: store.path)
      }
    }
    try store.close()
  }
}
