import AliceModel
import Testing

@Suite struct `The cost of simulated work` {
  @Test func `is zero, and tells what it would have been`() throws {
    let cost = Cost(amount: try #require(Money("0.025")), basis: .simulated)
    #expect(cost.amount == .zero && cost.wouldBe == Money("0.025") && cost.price == Money("0.025"))
    #expect(cost.json == ["amount": "0", "currency": "USD", "basis": "simulated", "would_be": "0.025"])
    #expect(Cost(json: cost.json) == cost)
  }

  @Test func `is read where an earlier version wrote it`() throws {
    let old: JSONValue = ["amount": "0.025", "currency": "USD", "basis": "simulated"]
    #expect(Cost(json: old) == Cost(amount: try #require(Money("0.025")), basis: .simulated))
  }

  @Test func `is not that of work that was paid`() throws {
    let cost = Cost(amount: try #require(Money("0.025")), basis: .billed)
    #expect(cost.wouldBe == nil && cost.price == cost.amount)
    #expect(cost.json == ["amount": "0.025", "currency": "USD", "basis": "billed"])
  }
}
