import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import GRDB
import Testing

/// Copies of a journal, and journals that somebody else may have made.
@Suite struct JournalBackupTests {
  private static func journal(_ folder: BytePath, _ jobs: String...) throws -> Journal {
    let journal = try Journal(at: folder.appending("journal.sqlite").description)
    for job in jobs { try journal.insert(JournalTests.job(job)) }
    return journal
  }

  @Test func `a copy that is made while another process writes has each job whole`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Self.journal(folder, "first")
      let other = try Journal(at: folder.appending("journal.sqlite").description)
      let writer = Task {
        for number in 0..<60 { try other.insert(JournalTests.job("job-\(number)", .done, estimate: Money("0.04"))) }
      }
      var counts: [Int] = []
      for number in 0..<6 {
        let path = folder.appending("copy-\(number).sqlite").description
        try journal.copy(to: path)
        counts.append(try Journal.examined(at: path).jobs().count)
      }
      try await writer.value
      #expect(counts == counts.sorted() && (counts.first ?? 0) >= 1)
      let path = folder.appending("last.sqlite").description
      try journal.copy(to: path)
      #expect(try Journal.examined(at: path).jobs() == journal.jobs())
      #expect(throws: CatalogError.self) { try journal.copy(to: path) }
    }
  }

  @Test func `the entries that only one of two journals has are counted`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Self.journal(folder, "a", "b")
      let path = folder.appending("copy.sqlite").description
      try journal.copy(to: path)
      #expect(try journal.difference(from: path) == (0, 0))
      try journal.insert(JournalTests.job("c"))
      let other = try Journal(at: path)
      try other.spend(JournalTests.entry("paid", "0.05"))
      try other.close()
      #expect(try journal.difference(from: path) == (1, 1))
      // A job that went on counts on both sides: the copy has another state of it.
      #expect(try journal.advance(JournalTests.job("a", .done), from: .prepared))
      #expect(try journal.difference(from: path) == (2, 2))
    }
  }

  @Test func `what was about to be sent is of unknown outcome afterwards`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Self.journal(folder)
      for state in Job.State.allCases {
        try journal.insert(JournalTests.job(state.rawValue, state, requestID: state == .submitted ? "r" : nil))
      }
      #expect(try journal.distrustUnsent(because: "restored", at: SampleLibrary.today) == 2)
      for state in Job.State.allCases {
        let now = try #require(try journal.job(state.rawValue))
        let isUnsent = [.prepared, .submitting].contains(state)
        #expect(now.state == (isUnsent ? .unknown : state), "\(state)")
        #expect(!isUnsent || now.error == "restored")
      }
    }
  }

  @Test func `a journal that another process has open cannot be replaced`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Self.journal(folder, "a")
      let other = try Journal(at: folder.appending("journal.sqlite").description)
      #expect(throws: CatalogError.self) { try journal.retire() }
      try other.insert(JournalTests.job("b"))
      try other.close()
      try journal.retire()
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.description)
      #expect(names == ["journal.sqlite"])
      #expect(try Journal(at: folder.appending("journal.sqlite").description).jobs().map(\.id) == ["a", "b"])
    }
  }

  @Test(arguments: [
    "create trigger t after insert on ledger begin delete from ledger; end", "create view v as select * from job",
    "create table extra (x)", "create virtual table f using fts5 (x)", "create index x on job (model)",
    "pragma application_id = 0", "drop table ledger", "pragma user_version = 0",
  ])
  func `a database that holds anything else than a journal is refused`(_ statement: String) async throws {
    try await withTemporaryFolder { folder in
      try Self.journal(folder, "a").close()
      let path = folder.appending("journal.sqlite").description
      let queue = try DatabaseQueue(path: path)
      try await queue.writeWithoutTransaction { db in try db.execute(sql: statement) }
      try queue.close()
      #expect(throws: CatalogError.self) { try Journal.examined(at: path) }
    }
  }

  @Test func `a journal of an earlier version is upgraded, and one of a later one refused`() async throws {
    try await withTemporaryFolder { folder in
      try Self.journal(folder, "a").close()
      let path = folder.appending("journal.sqlite").description
      let queue = try DatabaseQueue(path: path)
      try await queue.writeWithoutTransaction { db in
        try db.execute(sql: "drop table search; drop table album; pragma user_version = 8")
      }
      let upgraded = try Journal.examined(at: path)
      #expect(try upgraded.jobs().map(\.id) == ["a"] && upgraded.savedSearches().isEmpty)
      try upgraded.close()
      try await queue.writeWithoutTransaction { db in try db.execute(sql: "pragma user_version = 99") }
      let error = #expect(throws: CatalogError.self) { try Journal.examined(at: path) }
      guard case .newerSchema = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
  }

  @Test func `a file that is damaged or no database is refused`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Self.journal(folder)
      for number in 0..<200 { try journal.insert(JournalTests.job("job-\(number)")) }
      try journal.close()
      let path = folder.appending("journal.sqlite").description
      var bytes = try Data(contentsOf: URL(filePath: path))
      for at in stride(from: 8192, to: bytes.count, by: 97) { bytes[at] ^= 0x5A }
      try bytes.write(to: URL(filePath: path))
      #expect(throws: CatalogError.self) { try Journal.examined(at: path) }
      try Data("no database at all".utf8).write(to: URL(filePath: path))
      #expect(throws: CatalogError.self) { try Journal.examined(at: path) }
    }
  }
}
