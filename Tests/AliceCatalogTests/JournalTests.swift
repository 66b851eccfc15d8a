import AliceCatalog
import AliceModel
import AliceTestSupport
import GRDB
import Testing

struct JournalTests {
  static func job(
    _ id: String, _ state: Job.State = .prepared, estimate: Money? = nil, error: String? = nil, assets: [AssetID] = [],
    taken: JSONValue? = nil, requestID: String? = nil
  ) -> Job {
    Job(
      id: id, state: state, provider: "fal", model: "flux-dev", endpoint: "fal-ai/flux/dev",
      input: ["prompt": "a \"cat\"\n", "seed": .string("18446744073709551615")], tags: ["a,b", "c"], project: "p",
      requestID: requestID, statusURL: requestID.map { "https://" + $0 }, created: SampleLibrary.today,
      estimate: estimate, error: error, assets: assets, taken: taken)
  }

  private func withJournal(_ body: (Journal, _ path: String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      try await body(Journal(at: path), path)
    }
  }

  private func withJournal(_ body: (Journal) async throws -> Void) async throws {
    try await withJournal { journal, _ in try await body(journal) }
  }

  static func entry(_ job: String, _ amount: String, _ basis: Cost.Basis = .billed) -> LedgerEntry {
    LedgerEntry(
      job: job, provider: "fal", model: "flux-dev", endpoint: "fal-ai/flux/dev", units: "1.05", unit: "megapixel",
      amount: Money(amount) ?? .zero, basis: basis, created: SampleLibrary.today)
  }

  @Test func `a job comes back exactly, before and after it changes`() async throws {
    try await withJournal { journal in
      let prepared = Self.job("j1", estimate: Money("0.025"))
      try journal.insert(prepared)
      #expect(try journal.job("j1") == prepared)
      var job = Self.job(
        "j1", .submitted, estimate: Money("0.025"), error: "e\nf", assets: [try SampleLibrary.asset(1).id],
        requestID: "r1")
      job.billed = Money("0.03")
      job.sent = Timestamp(milliseconds: 98, offsetMinutes: 60)
      job.quote = PriceQuote(unit: "1000 tokens", amount: Money("0.014"), date: "2026-11-30")
      job.updated = Timestamp(milliseconds: 99, offsetMinutes: -330)
      #expect(try journal.advance(job, from: .prepared))
      #expect(try journal.job("j1") == job)
      #expect(try journal.jobs(requestID: "r1") == [job])
      #expect(try journal.jobs(open: true) == [job])
      #expect(try journal.jobs(open: false).isEmpty)
      #expect(try journal.jobs(withPrefix: "j") == [job])
      #expect(try journal.jobs(withPrefix: "%").isEmpty)
      #expect(throws: CatalogError.self) { try journal.insert(job) }
      #expect(try !journal.advance(Self.job("nobody"), from: .prepared))
    }
  }

  @Test func `of many who move a job on one is told that it did`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      let journal = try Journal(at: path)
      for number in 0..<10 { try journal.insert(Self.job("j\(number)")) }
      let winners = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask {
            let own = try Journal(at: path)
            return try (0..<10).count { number in
              try own.advance(Self.job("j\(number)", .submitting), from: .prepared)
            }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(winners == 10)
      #expect(try journal.job("j3")?.state == .submitting)
      #expect(try !journal.advance(Self.job("none", .done), from: .prepared))
    }
  }

  @Test func `the jobs of a run, and those that asked for the same, are found`() async throws {
    try await withJournal { journal in
      var job = Self.job("a", taken: ["media": [["gone": true]]])
      job.run = "batch-1"
      job.place = "draft/2"
      job.fingerprint = "f00d"
      job.parents = [try SampleLibrary.asset(1).id]
      try journal.insert(job)
      try journal.insert(Self.job("b"))
      #expect(try journal.jobs(run: "batch-1") == [job])
      #expect(try journal.jobs(fingerprint: "f00d") == [job])
      #expect(try journal.jobs(run: "batch-2").isEmpty)
    }
  }

  @Test func `a run has its own limit, and a set of jobs is taken whole or not at all`() async throws {
    try await withJournal { journal in
      func job(_ id: String, _ run: String, _ state: Job.State = .prepared) -> Job {
        var job = Self.job(id, state, estimate: Money("0.04"))
        job.run = run
        return job
      }
      let limit = SpendingLimit(amount: Money(0.1) ?? .zero, scope: .run("one"))
      #expect(try journal.insert([job("a", "one"), job("b", "one")], within: [limit]).allSatisfy { !$0.isExceeded })
      #expect(try journal.insert([job("c", "one"), job("d", "one")], within: [limit]).first?.isExceeded == true)
      #expect(try journal.insert([job("e", "two")], within: []).isEmpty)
      #expect(try journal.jobs().map(\.id).sorted() == ["a", "b", "e"])
      try journal.spend(Self.entry("a", "0.01"))
      #expect(try journal.advance(job("a", "one", .done), from: .prepared))
      #expect(try journal.spending(.run("one")).committed == Money("0.05"))
      #expect(try journal.insert([job("c", "one")], within: [limit]).allSatisfy { !$0.isExceeded })
    }
  }

  @Test func `what nobody believes gives way to a bill, and to nothing else`() async throws {
    try await withJournal { journal, path in
      try journal.spend(Self.entry("a", "0.02", .estimate))
      try journal.spend(Self.entry("a", "0.04", .unverified))
      try journal.spend(Self.entry("a", "0.99", .estimate))
      #expect(try LedgerEntry.all(path) == [Self.entry("a", "0.04", .unverified)])
      var corrected = Self.entry("a", "0.03")
      corrected.units = nil
      try journal.spend(corrected)
      try journal.spend(Self.entry("a", "0.5", .unverified))
      // What the provider told of units stays.
      #expect(try LedgerEntry.all(path) == [Self.entry("a", "0.03")])
    }
  }

  @Test func `jobs that are sent later hold what they may cost from then on`() async throws {
    try await withJournal { journal in
      let limit = SpendingLimit(amount: Money("1.2") ?? .zero, since: SampleLibrary.today)
      for id in ["a", "b", "c"] { try journal.insert(Self.job(id)) }
      try journal.insert(Self.job("known", estimate: Money("0.1")))
      func holding(_ id: String) -> Job {
        var job = Self.job(id)
        job.reserved = Money("0.5")
        return job
      }
      let all = ["a", "b", "c"].map(holding)
      #expect(try journal.insert([], prepared: all, within: [limit]).first?.isExceeded == true)
      #expect(try journal.spending(.always).committed == Money("0.1"))
      for _ in 0..<2 {
        // The second time they hold it already.
        let uses = try journal.insert([], prepared: [holding("a"), holding("b")], within: [limit])
        #expect(uses.allSatisfy { !$0.isExceeded })
        #expect(try journal.spending(.always).committed == Money("1.1"))
      }
      #expect(try journal.insert([holding("d")], within: [limit]).first?.isExceeded == true)
    }
  }

  @Test func `a bill takes the place of the estimate, and never the other way`() async throws {
    try await withJournal { journal, path in
      try journal.spend(Self.entry("a", "0.02", .estimate))
      try journal.spend(Self.entry("a", "0.03", .billed))
      try journal.spend(Self.entry("a", "0.99", .estimate))
      try journal.spend(Self.entry("b", "0.000000001"))
      #expect(try LedgerEntry.all(path) == [Self.entry("a", "0.03"), Self.entry("b", "0.000000001")])
      #expect(try journal.spending(.always).spent == Money("0.030000001"))
      let later = Timestamp(milliseconds: SampleLibrary.today.milliseconds + 1)
      #expect(try journal.spending(.since(later)).spent == .zero)
      #expect(try journal.spending(.since(SampleLibrary.today)).spent == Money("0.030000001"))
      try journal.spend(
        LedgerEntry(
          job: "c", provider: "x", model: "x", endpoint: "x", amount: Money(nanos: .max), basis: .billed,
          created: SampleLibrary.today))
      #expect(try journal.spending(.always).spent == Money(nanos: .max))
    }
  }

  @Test func `many processes together stay within a limit`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      let limit = SpendingLimit(amount: Money(nanos: 1_000_000_000), since: SampleLibrary.today)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for process in 0..<4 {
          group.addTask {
            let journal = try Journal(at: path)
            for number in 0..<10 {
              let job = Self.job("\(process)-\(number)", estimate: Money("0.07"))
              guard try !journal.insert([job], within: [limit])[0].isExceeded, number % 2 == 0 else { continue }
              try journal.spend(Self.entry(job.id, "0.07"))
              _ = try journal.advance(Self.job(job.id, .done, estimate: Money("0.07")), from: .prepared)
            }
          }
        }
        try await group.waitForAll()
      }
      let journal = try Journal(at: path)
      // Fourteen times seven cents, and no fifteenth time.
      #expect(try journal.spending(.since(SampleLibrary.today)).committed == Money("0.98"))
      #expect(try journal.jobs().count == 14)
      #expect(
        try journal.insert([Self.job("last", estimate: Money("0.03"))], within: [limit]).first?.isExceeded == true)
      #expect(try journal.insert([Self.job("free")], within: [limit]).allSatisfy { !$0.isExceeded })
    }
  }

  @Test func `an operation keeps its steps in order, and is undone once`() async throws {
    try await withJournal { journal in
      let id = try journal.begin(operation: "organize", arguments: ["sources": ["/in"]], at: SampleLibrary.today)
      try journal.append([["n": 1], ["n": 2]], to: id)
      try journal.append([["n": 3]], to: id)
      #expect(try journal.operation(id)?.state == .running)
      try journal.finish(id, at: SampleLibrary.today)
      let next = try journal.begin(operation: "rate", arguments: .null, at: SampleLibrary.today)
      #expect(next == id + 1)
      #expect(try journal.steps(of: id) == [["n": 1], ["n": 2], ["n": 3]])
      #expect(try journal.operations().map(\.id) == [next, id])
      let operation = try #require(try journal.operation(id))
      #expect(operation.kind == "organize")
      #expect(operation.arguments == ["sources": ["/in"]])
      #expect(operation.state == .done)
      #expect(operation.finished == SampleLibrary.today)
      #expect(try journal.transition(operation: id, from: .done, to: .undone))
      #expect(try !journal.transition(operation: id, from: .done, to: .undone))
      #expect(throws: CatalogError.self) { try journal.append([1], to: 999) }
    }
  }
}
