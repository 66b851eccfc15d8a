import AliceCatalog
import AliceModel
import AliceTestSupport
import GRDB
import Testing

/// Journals of earlier versions are opened and upgraded.
@Suite struct JournalMigrationTests {
  /// Takes away what versions 7 to 9 brought.
  private static let withoutLatest = """
    alter table job drop column template; alter table job drop column sent;
    alter table job drop column sent_offset; alter table job drop column quote;
    alter table ledger drop column reserved; drop table search; drop table album;
    """

  @Test func `a journal of the sixth version gets entries for what was paid and is not known`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      do {
        let journal = try Journal(at: path)
        try journal.insert(JournalTests.job("booked", .done, estimate: Money("0.04")))
        try journal.spend(JournalTests.entry("booked", "0.05"))
        try journal.insert(JournalTests.job("unknown", .done))
        try journal.insert(JournalTests.job("failed", .failed))
        var rehearsal = JournalTests.job("free", .done)
        rehearsal.provider = Job.simulator
        try journal.insert(rehearsal)
        try journal.close()
      }
      let old = try DatabaseQueue(path: path)
      try await old.write { db in try db.execute(sql: "\(Self.withoutLatest) pragma user_version = 6;") }
      try old.close()
      let journal = try Journal(at: path)
      let total = try #require(try journal.costs(by: [], verdicts: []).first)
      #expect(total.requests == 1 && total.unknown == 1 && total.spent == Money("0.05"))
      #expect(try journal.excesses().map(\.job) == ["booked"])
      #expect(try journal.job("booked")?.due == SampleLibrary.today)
    }
  }

  @Test func `a journal of the first version keeps its jobs`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      let old = try DatabaseQueue(path: path)
      try await old.write { db in
        try db.execute(
          sql: """
            create table job (
              id text primary key, state text not null, provider text not null, model text not null,
              endpoint text not null, input text not null, tags text not null, project text,
              request_id text, status_url text, response_url text, cancel_url text,
              created integer not null, created_offset integer not null,
              updated integer not null, updated_offset integer not null,
              estimate integer, billed integer, error text, assets text not null,
              owner text, owned_until integer
            );
            create table ledger (
              id integer primary key, job text not null unique, provider text not null, model text not null,
              endpoint text not null, project text, units text, unit text, amount integer not null, basis text not null,
              created integer not null, created_offset integer not null
            );
            create index job_state on job (state);
            create index job_request on job (request_id) where request_id is not null;
            create index job_created on job (created);
            create index ledger_created on ledger (created);
            create table operation (
              id integer primary key autoincrement, kind text not null, arguments text not null, state text not null,
              started integer not null, started_offset integer not null, finished integer, finished_offset integer
            );
            create table step (
              operation integer not null references operation (id), position integer not null, step text not null,
              primary key (operation, position)
            ) without rowid;
            insert into job values ('j', 'submitted', 'fal', 'flux-dev', 'fal-ai/flux/dev', '{"prompt":"x"}', '[]', null,
              'r', null, null, null, 1, 0, 1, 0, 25000000, null, null, '[]', null, null);
            pragma application_id = \(0x416C_6A6F);
            pragma user_version = 1;
            """)
      }
      try old.close()
      let journal = try Journal(at: path)
      #expect(try journal.job("j")?.requestID == "r")
      #expect(try journal.job("j")?.parents == [])
      var job = JournalTests.job("k")
      job.run = "r1"
      try journal.insert(job)
      #expect(try Journal(at: path).jobs(run: "r1") == [job])
    }
  }

  @Test func `a journal of the second version is rid of bills that nobody can believe`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      let bills = [("high", "1524.6"), ("just", "0.9"), ("fine", "0.04"), ("low", "0.000001")]
      do {
        let journal = try Journal(at: path)
        for (id, bill) in bills {
          var job = JournalTests.job(id, estimate: Money("0.04"))
          job.reserved = Money("0.09")
          job.billed = Money(bill)
          try journal.insert(job)
          try journal.spend(JournalTests.entry(id, bill))
        }
        try journal.spend(JournalTests.entry("forgotten", "7"))
      }
      let old = try DatabaseQueue(path: path)
      try await old.write { db in
        try db.execute(
          sql: """
            alter table job drop column unverified; drop index step_kind; alter table step drop column kind;
            drop table deletion; drop table duel; drop table elo; drop table pin; pragma user_version = 2;
            \(Self.withoutLatest)
            """)
      }
      try old.close()
      let journal = try Journal(at: path)
      let amounts = Dictionary(uniqueKeysWithValues: try LedgerEntry.all(path).map { ($0.job, $0) })
      #expect(amounts["high"]?.amount == Money("0.09") && amounts["high"]?.basis == .unverified)
      #expect(amounts["just"]?.amount == Money("0.09") && amounts["just"]?.basis == .unverified)
      #expect(try journal.job("high")?.cost == Money("0.09").map { Cost(amount: $0, basis: .unverified) })
      for (id, amount) in [("fine", "0.04"), ("low", "0.000001"), ("forgotten", "7")] {
        #expect(amounts[id]?.amount == Money(amount) && amounts[id]?.basis == .billed)
      }
      #expect(try journal.job("fine")?.isUnverified == false)
      // Once.
      _ = try Journal(at: path)
      #expect(try LedgerEntry.all(path).map(\.amount) == bills.map { amounts[$0.0]?.amount } + [Money("7")])
    }
  }

  @Test func `a journal of the third version tells its steps by their kinds`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      let now = Timestamp(milliseconds: 1, offsetMinutes: 0)
      @Sendable func step(_ kind: JSONValue, _ number: Int) -> JSONValue { ["do": kind, "n": JSONValue(number)] }
      let operations: [Int64]
      do {
        let journal = try Journal(at: path)
        operations = try (0..<3).map { _ in try journal.begin(operation: "organize", arguments: [:], at: now) }
        try journal.append([step("remove", 1), step("place", 2), ["n": 3], 4], to: operations[0])
        try journal.append([step("remove", 5)], to: operations[1])
        try journal.append([step("remove", 6)], to: operations[2])
        try journal.finish(operations[2], .undone, at: now)
        try journal.close()
      }
      // An older alice that has the journal open goes on writing while it is upgraded.
      let old = try DatabaseQueue(path: path)
      try await old.write { db in
        try db.execute(
          sql: """
            drop index step_kind; alter table step drop column kind;
            drop table deletion; drop table duel; drop table elo; drop table pin; pragma user_version = 3;
            \(Self.withoutLatest)
            """)
      }
      let journal = try Journal(at: path)
      try await old.write { db in
        try db.execute(
          sql: "insert into step (operation, position, step) values (?, 2, ?)",
          arguments: [operations[1], step("remove", 7).text])
      }
      try old.close()
      #expect(try journal.steps(ofKind: "remove") == [step("remove", 1), step("remove", 5), step("remove", 7)])
      #expect(try journal.steps(ofKind: "remove", exceptOf: operations[1]) == [step("remove", 1)])
      #expect(try journal.steps(ofKind: "place") == [step("place", 2)])
      #expect(try journal.steps(ofKind: "rem") == [])
      #expect(try journal.steps(of: operations[0]).count == 4)
    }
  }
  @Test func `a journal that is only read keeps its version`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      do {
        let journal = try Journal(at: path)
        try journal.insert(JournalTests.job("j"))
        try journal.close()
      }
      let old = try DatabaseQueue(path: path)
      try await old.write { db in
        try db.execute(
          sql: """
            drop table deletion; drop table duel; drop table elo; drop table pin; pragma user_version = 4;
            \(Self.withoutLatest)
            """)
      }
      let asset = try #require(AssetID(hex: String(repeating: "0", count: 64)))
      let journal = try Journal(at: path, access: .reading)
      #expect(try journal.job("j") != nil && journal.deleted(among: [asset]).isEmpty && journal.pins().isEmpty)
      #expect(try await old.read { db in try Int.fetchOne(db, sql: "pragma user_version") } == 4)
      _ = try Journal(at: path, access: .existing)
      #expect(try await old.read { db in try Int.fetchOne(db, sql: "pragma user_version") } == 9)
      try old.close()
      #expect(try Journal(at: path, access: .reading).obstacle == nil)
    }
  }
}
