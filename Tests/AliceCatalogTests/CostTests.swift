import AliceCatalog
import AliceModel
import AliceTestSupport
import Testing

struct CostTests {
  private func withJournal(_ body: (Journal) throws -> Void) async throws {
    try await withTemporaryFolder { folder in try body(Journal(at: folder.appending("journal.sqlite").description)) }
  }

  private func add(
    _ id: String, _ amount: Money, to journal: Journal, model: String = "a", project: String? = nil,
    state: Job.State = .done, assets: [AssetID] = [], at time: Timestamp = SampleLibrary.today
  ) throws {
    try journal.insert(JournalTests.job(id, state, assets: assets))
    try journal.spend(
      LedgerEntry(
        job: id, provider: "fal", model: model, endpoint: "e", project: project, amount: amount, basis: .billed,
        created: time))
  }

  private func money(_ text: String) -> Money { Money(text) ?? .zero }

  @Test func `costs are added up by several keys, with what was wasted and what was kept`() async throws {
    try await withJournal { journal in
      let ids = try (1...4).map { try SampleLibrary.asset($0).id }
      try add("j1", money("0.4"), to: journal, project: "p", assets: Array(ids[0...3]))
      try add("j2", money("0.1"), to: journal, project: "p", assets: [ids[3]])
      try add("j3", money("0.2"), to: journal, model: "b", state: .failed)
      let verdicts = [
        AssetVerdict(id: ids[0], isWasted: true, isKeeper: false),
        AssetVerdict(id: ids[3], isWasted: false, isKeeper: true),
      ]
      let groups = try journal.costs(by: [.model, .project], verdicts: verdicts)
      #expect(groups.map(\.values) == [["a", "p"], ["b", nil]])
      #expect(groups.map(\.spent) == [money("0.5"), money("0.2")])
      #expect(groups.map(\.wasted) == [money("0.1"), money("0.2")])
      // An asset that came of two requests is one.
      #expect(groups.map(\.keepers) == [1, 0])
      #expect(groups[0].perKeeper == money("0.5") && groups[1].perKeeper == nil)
      let total = try journal.costs(by: [], verdicts: verdicts)
      #expect(total.map(\.spent) == [money("0.7")] && total[0].requests == 3)
    }
  }

  @Test func `days are those of the clock by which was asked`() async throws {
    try await withJournal { journal in
      let late = try #require(Timestamp("2026-11-22T23:30:00-05:00"))
      try add("j1", money("1"), to: journal, at: late)
      #expect(try journal.costs(by: [.day, .month], verdicts: []).map(\.values) == [["2026-11-22", "2026-11"]])
      let day = try #require(SearchMoment.start(of: "2026-11-23", SearchContext(today: late)))
      #expect(try journal.costs(by: [.day], from: day, verdicts: []).isEmpty)
      #expect(try journal.costs(by: [.day], to: day, verdicts: []).count == 1)
    }
  }

  @Test func `sums that are too large stop at the largest`() async throws {
    try await withJournal { journal in
      for id in ["a", "b", "c"] { try add(id, Money(nanos: .max), to: journal) }
      #expect(try journal.costs(by: [.model], verdicts: []).map(\.spent) == [Money(nanos: .max)])
    }
  }

  @Test func `a job that is over holds nothing back, and one of unknown fate does`() async throws {
    try await withJournal { journal in
      for state in Job.State.allCases {
        var job = JournalTests.job(state.rawValue, state, estimate: money("1"))
        job.reserved = money("2")
        try journal.insert(job)
      }
      var rehearsal = JournalTests.job("free", estimate: money("9"))
      rehearsal.provider = Job.simulator
      try journal.insert(rehearsal)
      // prepared, submitting, unknown and submitted.
      #expect(try journal.spending(.always).committed == money("8"))
      #expect(try journal.spending(.always).spent == .zero)
    }
  }

  @Test func `what no bill has confirmed is told apart, and what nobody believes`() async throws {
    try await withJournal { journal in
      for (id, amount, basis) in [("a", "1", Cost.Basis.billed), ("b", "2", .estimate), ("c", "4", .unverified)] {
        try journal.spend(
          LedgerEntry(
            job: id, provider: "fal", model: "m", endpoint: "e", amount: money(amount), basis: basis,
            created: SampleLibrary.today))
      }
      let total = try #require(try journal.costs(by: [.model], verdicts: []).first)
      #expect(total.values == ["m"] && total.spent == money("7"))
      #expect(total.estimated == money("6") && total.unverified == money("4") && total.wasted == .zero)
    }
  }

  @Test func `what stands for an unknown price is no limit`() async throws {
    try await withJournal { journal in
      #expect(try journal.unknownPrice() == nil)
      try journal.setUnknownPrice(to: money("0.5"))
      try journal.setUnknownPrice(to: money("0.25"))
      #expect(try journal.unknownPrice() == money("0.25") && journal.budgets().isEmpty)
      try journal.setUnknownPrice(to: nil)
      #expect(try journal.unknownPrice() == nil)
    }
  }

  @Test func `limits are kept, changed and taken away`() async throws {
    try await withJournal { journal in
      #expect(try journal.budgets().isEmpty)
      try journal.setBudget(.day, to: money("5"))
      try journal.setBudget(.day, to: money("6"))
      try journal.setBudget(.run, to: .zero)
      #expect(try journal.budgets() == [.day: money("6"), .run: .zero])
      try journal.setBudget(.day, to: nil)
      #expect(try journal.budgets() == [.run: .zero])
    }
  }

  @Test func `requests of unknown cost are counted apart, until the cost is known`() async throws {
    try await withJournal { journal in
      func unknown(_ id: String) -> LedgerEntry {
        LedgerEntry(
          job: id, provider: "fal", model: "raw", endpoint: "e", amount: nil, created: SampleLibrary.today)
      }
      for id in ["a", "b"] { try journal.spend(unknown(id)) }
      try add("c", money("1"), to: journal)
      try journal.spend(unknown("c"))
      let groups = try journal.costs(by: [.model], verdicts: [])
      #expect(groups.map(\.values) == [["a"], ["raw"]])
      #expect(groups.map(\.requests) == [1, 0] && groups.map(\.unknown) == [0, 2])
      #expect(groups.map(\.spent) == [money("1"), .zero] && groups.map(\.estimated) == [.zero, .zero])
      var bill = unknown("a")
      (bill.amount, bill.basis) = (money("0.22"), .billed)
      try journal.spend(bill)
      let total = try #require(try journal.costs(by: [], verdicts: []).first)
      #expect(total.requests == 2 && total.unknown == 1 && total.spent == money("1.22"))
    }
  }

  @Test func `bills above their reservations are named, the greatest excess first`() async throws {
    try await withJournal { journal in
      for (id, reserved, amount) in [("a", "0.1", "0.3"), ("b", "0.1", "0.1"), ("c", "0.5", "2"), ("d", "1", "0.1")] {
        try journal.spend(
          LedgerEntry(
            job: id, provider: "fal", model: "m", endpoint: "e", amount: money(amount), basis: .billed,
            reserved: money(reserved), created: SampleLibrary.today))
      }
      #expect(
        try journal.excesses() == [
          BillExcess(job: "c", model: "m", reserved: money("0.5"), amount: money("2")),
          BillExcess(job: "a", model: "m", reserved: money("0.1"), amount: money("0.3")),
        ])
      let tomorrow = try #require(SearchMoment.start(of: "2099-01-01", SearchContext(today: SampleLibrary.today)))
      #expect(try journal.excesses(from: tomorrow).isEmpty)
    }
  }

  @Test func `a job counts for the day on which it is sent, not for that on which it was prepared`() async throws {
    try await withJournal { journal in
      let today = SampleLibrary.today
      let limit = SpendingLimit(amount: money("1"), since: today)
      var old = JournalTests.job("old", estimate: money("0.7"))
      old.created = Timestamp(milliseconds: today.milliseconds - 86_400_000)
      try journal.insert(old)
      #expect(try journal.spending(.since(today)).committed == .zero)
      // With what is new it is too much, and then neither is recorded.
      let new = JournalTests.job("new", estimate: money("0.4"))
      let uses = try journal.insert([new], prepared: [old], within: [limit])
      #expect(uses == [LimitUse(limit: limit, committed: .zero, wanted: money("1.1"))])
      #expect(try journal.job("old") == old && journal.job("new") == nil)
      #expect(try journal.insert([], prepared: [old], within: [limit]).first?.isExceeded == false)
      #expect(try journal.spending(.since(today)).committed == money("0.7"))
      #expect(try journal.job("old")?.due == today)
      // The second time nothing is new.
      #expect(try journal.insert([], prepared: [old], within: [limit]).first?.wanted == .zero)
      #expect(try journal.insert([new], within: [limit]).first?.isExceeded == true)
    }
  }

  @Test func `the jobs of one command are added up, by their bills and by what they reserve`() async throws {
    try await withJournal { journal in
      for (id, state) in [("a", Job.State.done), ("b", .submitted), ("c", .prepared), ("other", .prepared)] {
        try journal.insert(JournalTests.job(id, state, estimate: money("0.5")))
      }
      try journal.spend(JournalTests.entry("a", "2"))
      let sum = try journal.spending(.jobs(["a", "b", "c", "nobody"]))
      #expect(sum.spent == money("2") && sum.reserved == money("1"))
      #expect(try journal.spending(.jobs([])).committed == .zero)
    }
  }

  @Test func `the floor of the account is kept, and is no limit`() async throws {
    try await withJournal { journal in
      #expect(try journal.leastBalance() == nil)
      try journal.setLeastBalance(to: money("5"))
      #expect(try journal.leastBalance() == money("5") && journal.budgets().isEmpty && journal.unknownPrice() == nil)
      try journal.setLeastBalance(to: nil)
      #expect(try journal.leastBalance() == nil)
    }
  }
}
