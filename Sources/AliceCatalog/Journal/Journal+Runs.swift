package import AliceModel
import GRDB

/// A resumable run of stages: its definition and its progress.
package struct JournalRun: Sendable, Hashable {
  package enum State: String, Sendable, Hashable {
    case open, done, ended
  }

  package static let pipeline = "pipeline"

  package var id: String
  package var kind: String
  package var definition: JSONValue
  /// The limit of its cost; nil sets no limit.
  package var limit: Money?
  package var state: State
  package var created: Timestamp

  package init(
    id: String, kind: String, definition: JSONValue, limit: Money? = nil, state: State = .open, created: Timestamp
  ) {
    self.id = id
    self.kind = kind
    self.definition = definition
    self.limit = limit
    self.state = state
    self.created = created
  }
}

extension Journal {
  /// Records a run. If it exists already, only its limit changes.
  package func begin(_ run: JournalRun) throws(CatalogError) {
    try store.write { db in
      let sql = """
        insert into run (id, kind, definition, spending_limit, state, created, created_offset) values (?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set spending_limit = excluded.spending_limit
        """
      try db.execute(
        sql: sql,
        arguments: [
          run.id, run.kind, run.definition.text, run.limit?.nanos, run.state.rawValue, run.created.milliseconds,
          run.created.offsetMinutes,
        ])
    }
  }

  package func run(_ id: String) throws(CatalogError) -> JournalRun? {
    try store.read { db in try RunTable(db: db).runs("where id = ?", [id.databaseValue]).first }
  }

  /// Returns the runs, oldest first.
  package func runs(kind: String, state: JournalRun.State? = nil) throws(CatalogError) -> [JournalRun] {
    try store.read { db in
      try RunTable(db: db).runs(
        "where kind = ? and (? is null or state = ?) order by created, rowid",
        [kind.databaseValue, (state?.rawValue).databaseValue, (state?.rawValue).databaseValue])
    }
  }

  package func finish(run id: String, _ state: JournalRun.State, at now: Timestamp) throws(CatalogError) {
    try store.write { db in
      let sql = "update run set state = ?, finished = ?, finished_offset = ? where id = ? and state <> ?"
      try db.execute(
        sql: sql, arguments: [state.rawValue, now.milliseconds, now.offsetMinutes, id, state.rawValue])
    }
  }

  /// Records the decision of a stage durably. Fails if that stage has one already.
  package func append(_ step: JSONValue, toRun id: String, position: Int) throws(CatalogError) {
    try store.write { db in
      let sql = "insert into run_step (run, position, step) values (?, ?, ?)"
      try db.execute(sql: sql, arguments: [id, position, step.text])
    }
  }

  /// Returns the steps in order.
  package func steps(ofRun id: String) throws(CatalogError) -> [JSONValue] {
    try store.read { db in
      let sql = "select step from run_step where run = ? order by position"
      return try String.fetchAll(db, sql: sql, arguments: [id]).map { try JSONValue(parsing: $0) }
    }
  }
}

private struct RunTable {
  let db: Database

  func runs(_ condition: String, _ arguments: [DatabaseValue]) throws -> [JournalRun] {
    let sql = "select id, kind, definition, spending_limit, state, created, created_offset from run \(condition)"
    return try Row.fetchAll(db, sql: sql, arguments: StatementArguments(arguments)).map { row in
      guard let state = JournalRun.State(rawValue: row[4]) else { throw CatalogError.damaged(detail: "a run's state") }
      return JournalRun(
        id: row[0], kind: row[1], definition: try JSONValue(parsing: row[2] as String),
        limit: (row[3] as Int64?).map { Money(nanos: $0) }, state: state,
        created: Timestamp(milliseconds: row[5], offsetMinutes: row[6]))
    }
  }
}
