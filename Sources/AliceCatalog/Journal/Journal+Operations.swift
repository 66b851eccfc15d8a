package import AliceModel
import GRDB

/// One change of a library with its steps, which can be undone in reverse order.
package struct JournalOperation: Sendable, Hashable {
  package enum State: String, Sendable, Hashable {
    /// The operation has started and not finished: it is running, or was interrupted.
    case running
    case done
    /// The operation has finished, but not all of it succeeded.
    case partial
    case undone
  }

  package var id: Int64
  /// The name of the operation, such as `organize`.
  package var kind: String
  package var arguments: JSONValue
  package var state: State
  package var started: Timestamp
  package var finished: Timestamp?
}

extension Journal {
  /// Starts an operation and returns its id: 1, 2, 3 and so on, never reused.
  package func begin(
    operation kind: String, arguments: JSONValue, at now: Timestamp
  ) throws(CatalogError) -> Int64 {
    try store.write { db in
      let sql = "insert into operation (kind, arguments, state, started, started_offset) values (?, ?, ?, ?, ?)"
      try db.execute(
        sql: sql,
        arguments: [
          kind, arguments.text, JournalOperation.State.running.rawValue, now.milliseconds, now.offsetMinutes,
        ])
      return db.lastInsertedRowID
    }
  }

  /// Appends steps in order. Each call waits for the disk once.
  package func append(_ steps: [JSONValue], to operation: Int64) throws(CatalogError) {
    try store.write { db in
      let last = "select coalesce(max(position), 0) from step where operation = ?"
      var position = try Int64.fetchOne(db, sql: last, arguments: [operation]) ?? 0
      let statement = try db.cachedStatement(sql: "insert into step (operation, position, step) values (?, ?, ?)")
      for step in steps {
        position += 1
        try statement.execute(arguments: [operation, position, step.text])
      }
    }
  }

  package func finish(
    _ operation: Int64, _ state: JournalOperation.State = .done, at now: Timestamp
  ) throws(CatalogError) {
    try store.write { db in
      let sql = "update operation set state = ?, finished = ?, finished_offset = ? where id = ?"
      try db.execute(sql: sql, arguments: [state.rawValue, now.milliseconds, now.offsetMinutes, operation])
    }
  }

  /// Changes the state of an operation if it is `old`; of two concurrent calls only one returns true.
  package func transition(
    operation: Int64, from old: JournalOperation.State, to new: JournalOperation.State
  ) throws(CatalogError) -> Bool {
    try store.write { db in
      let sql = "update operation set state = ? where id = ? and state = ?"
      try db.execute(sql: sql, arguments: [new.rawValue, operation, old.rawValue])
      return db.changesCount == 1
    }
  }

  package func operation(_ id: Int64) throws(CatalogError) -> JournalOperation? {
    try store.read { db in try OperationTable(db: db).operations("where id = ?", [id.databaseValue]).first }
  }

  /// Returns the operations, the latest first.
  package func operations(limit: Int = 50) throws(CatalogError) -> [JournalOperation] {
    try store.read { db in
      try OperationTable(db: db).operations("order by id desc limit ?", [limit.databaseValue])
    }
  }

  /// Returns the steps of one kind, which is their member `do`, of all operations that are not undone, in the order in
  /// which they were added.
  package func steps(ofKind kind: String, exceptOf operation: Int64 = 0) throws(CatalogError) -> [JSONValue] {
    try store.read { db in
      let sql = """
        select s.step from step s join operation o on o.id = s.operation
        where s.kind = ? and o.state <> 'undone' and o.id <> ? order by s.operation, s.position
        """
      return try String.fetchAll(db, sql: sql, arguments: [kind, operation]).map { try JSONValue(parsing: $0) }
    }
  }

  package func stepCount(of operation: Int64) throws(CatalogError) -> Int {
    try store.read { db in
      try Int.fetchOne(db, sql: "select count(*) from step where operation = ?", arguments: [operation]) ?? 0
    }
  }

  /// Returns the numbers of steps by their kind; nil for those of a newer version.
  package func stepKinds(of operation: Int64) throws(CatalogError) -> [String?: Int] {
    try store.read { db in
      let sql = "select kind, count(*) from step where operation = ? group by kind"
      let rows = try Row.fetchAll(db, sql: sql, arguments: [operation])
      return Dictionary(rows.map { ($0[0] as String?, $0[1] as Int) }) { $0 + $1 }
    }
  }

  /// Returns the position of the last step; 0 if there is none.
  package func lastPosition(of operation: Int64) throws(CatalogError) -> Int64 {
    try store.read { db in
      try Int64.fetchOne(db, sql: "select max(position) from step where operation = ?", arguments: [operation]) ?? 0
    }
  }

  /// Returns at most `limit` of the steps between two positions, with their own.
  package func steps(
    of operation: Int64, from first: Int64, to last: Int64, limit: Int, latestFirst: Bool
  ) throws(CatalogError) -> [(position: Int64, json: JSONValue)] {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: """
          select position, step from step where operation = ? and position between ? and ?
          order by position \(latestFirst ? "desc" : "asc") limit ?
          """)
      return try Row.fetchAll(statement, arguments: [operation, first, last, limit]).map { row in
        (row[0], try JSONValue(parsing: row[1] as String))
      }
    }
  }

  /// Returns the steps in the order in which they were added.
  package func steps(of operation: Int64) throws(CatalogError) -> [JSONValue] {
    try store.read { db in
      let sql = "select step from step where operation = ? order by position"
      return try String.fetchAll(db, sql: sql, arguments: [operation]).map { try JSONValue(parsing: $0) }
    }
  }
}

private struct OperationTable {
  let db: Database

  func operations(_ condition: String, _ arguments: [DatabaseValue]) throws -> [JournalOperation] {
    let sql = """
      select id, kind, arguments, state, started, started_offset, finished, finished_offset from operation \(condition)
      """
    return try Row.fetchAll(db, sql: sql, arguments: StatementArguments(arguments)).map(operation)
  }

  private func operation(_ row: Row) throws -> JournalOperation {
    guard let state = JournalOperation.State(rawValue: row[3]) else {
      throw CatalogError.damaged(detail: "an operation's state")
    }
    let finished = (row[6] as Int64?).map { Timestamp(milliseconds: $0, offsetMinutes: row[7] ?? 0) }
    return JournalOperation(
      id: row[0], kind: row[1], arguments: try JSONValue(parsing: row[2] as String), state: state,
      started: Timestamp(milliseconds: row[4], offsetMinutes: row[5]), finished: finished)
  }
}
