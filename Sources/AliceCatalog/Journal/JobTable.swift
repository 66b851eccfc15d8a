import AliceModel
import GRDB

/// The table `job`.
struct JobTable {
  let db: Database

  private static let columns = [
    "state", "provider", "model", "endpoint", "input", "tags", "project", "request_id", "status_url", "response_url",
    "cancel_url", "created", "created_offset", "updated", "updated_offset", "estimate", "billed", "error", "assets",
    "run", "place", "fingerprint", "parents", "taken", "inputs", "reserved", "unverified", "sent", "sent_offset",
    "quote", "template",
  ]

  func insert(_ job: Job) throws {
    let marks = String(repeating: ", ?", count: JobTable.columns.count)
    try db.cachedStatement(sql: "insert into job (id, \(JobTable.columns.joined(separator: ", "))) values (?\(marks))")
      .execute(arguments: StatementArguments([job.id.databaseValue] + JobTable.values(job)))
  }

  /// Updates a job if its recorded state is `state`, and returns whether it was.
  func update(_ job: Job, from state: Job.State) throws -> Bool {
    let changes = JobTable.columns.map { $0 + " = ?" }.joined(separator: ", ")
    let row = [job.id.databaseValue, state.rawValue.databaseValue]
    try db.cachedStatement(sql: "update job set \(changes) where id = ? and state = ?")
      .execute(arguments: StatementArguments(JobTable.values(job) + row))
    return db.changesCount == 1
  }

  /// Returns the jobs, oldest first.
  func jobs(where condition: String, _ arguments: [DatabaseValue]) throws -> [Job] {
    let sql = "select id, \(JobTable.columns.joined(separator: ", ")) from job where \(condition) order by created, id"
    return try Row.fetchAll(db, sql: sql, arguments: StatementArguments(arguments)).map(JobTable.job)
  }

  /// Calls `body` with the jobs, newest first.
  func forEachNewest(where condition: String, _ arguments: [DatabaseValue], _ body: (Job) throws -> Void) throws {
    let sql = """
      select id, \(JobTable.columns.joined(separator: ", ")) from job where \(condition)
      order by created desc, id desc
      """
    let rows = try Row.fetchCursor(db, sql: sql, arguments: StatementArguments(arguments))
    while let row = try rows.next() { try body(JobTable.job(row)) }
  }

  private static func values(_ job: Job) -> [DatabaseValue] {
    let texts: [String?] = [
      job.state.rawValue, job.provider, job.model, job.endpoint, job.input.text,
      JSONValue.array(job.tags.map(JSONValue.string)).text, job.project, job.requestID, job.statusURL, job.responseURL,
      job.cancelURL,
    ]
    let times: [DatabaseValue] = [
      job.created.milliseconds.databaseValue, job.created.offsetMinutes.databaseValue,
      job.updated.milliseconds.databaseValue, job.updated.offsetMinutes.databaseValue,
    ]
    let amounts: [DatabaseValue] = [(job.estimate?.nanos).databaseValue, (job.billed?.nanos).databaseValue]
    let rest: [String?] = [
      job.error, hexes(job.assets), job.run, job.place, job.fingerprint, hexes(job.parents), job.taken?.text,
      JSONValue.object(job.inputs).text,
    ]
    return texts.map(\.databaseValue) + times + amounts + rest.map(\.databaseValue)
      + [
        (job.reserved?.nanos).databaseValue, job.isUnverified.databaseValue, (job.sent?.milliseconds).databaseValue,
        (job.sent?.offsetMinutes).databaseValue, (job.quote?.json.text).databaseValue,
        JSONValue.object(job.template).text.databaseValue,
      ]
  }

  private static func job(_ row: Row) throws -> Job {
    guard let state = Job.State(rawValue: row[1]) else { throw CatalogError.damaged(detail: "a job's state") }
    return Job(
      id: row[0], state: state, provider: row[2], model: row[3], endpoint: row[4],
      input: try JSONValue(parsing: row[5] as String, limits: .init(depth: 512)), tags: try strings(row[6]),
      project: row[7], requestID: row[8], statusURL: row[9], responseURL: row[10], cancelURL: row[11],
      created: Timestamp(milliseconds: row[12], offsetMinutes: row[13]),
      updated: Timestamp(milliseconds: row[14], offsetMinutes: row[15]), sent: moment(row[28], row[29]),
      estimate: money(row[16]), reserved: money(row[26]), billed: money(row[17]), isUnverified: row[27],
      quote: (row[30] as String?).flatMap { try? JSONValue(parsing: $0) }.flatMap(PriceQuote.init(json:)),
      error: row[18], assets: try ids(row[19]), run: row[20],
      place: row[21],
      fingerprint: row[22], parents: try ids(row[23]),
      taken: (row[24] as String?).flatMap { try? JSONValue(parsing: $0, limits: .init(depth: 512)) },
      inputs: try JSONValue(parsing: row[25] as String).objectValue ?? [:],
      template: try JSONValue(parsing: row[31] as String).objectValue ?? [:])
  }

  private static func strings(_ json: String) throws -> [String] {
    try JSONValue(parsing: json).arrayValue?.compactMap(\.stringValue) ?? []
  }

  private static func ids(_ json: String) throws -> [AssetID] { try strings(json).compactMap { AssetID(hex: $0) } }

  private static func hexes(_ ids: [AssetID]) -> String { JSONValue.array(ids.map { .string($0.hex) }).text }

  private static func moment(_ milliseconds: Int64?, _ offset: Int?) -> Timestamp? {
    milliseconds.map { Timestamp(milliseconds: $0, offsetMinutes: offset ?? 0) }
  }

  private static func money(_ nanos: Int64?) -> Money? { nanos.map { Money(nanos: $0) } }
}
