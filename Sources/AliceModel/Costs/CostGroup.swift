/// What costs are added up by.
package enum CostKey: String, Sendable, Hashable, CaseIterable {
  case model, endpoint, provider, project, day, month
}

/// What the requests of one group have cost, and what came of it.
package struct CostGroup: Sendable, Hashable {
  /// One for each key; nil where a request has no project.
  package var values: [String?]
  package var requests: Int
  package var spent: Money
  /// The part of it that no bill has confirmed.
  package var estimated: Money
  /// The part of that whose bill came and is not believed.
  package var unverified: Money
  /// What was paid for requests that failed, and for pictures that are black or were rated 1 or 2.
  package var wasted: Money
  /// Assets of quality 4 or more.
  package var keepers: Int

  package init(
    values: [String?] = [], requests: Int = 0, spent: Money = .zero, estimated: Money = .zero,
    unverified: Money = .zero, wasted: Money = .zero, keepers: Int = 0
  ) {
    self.values = values
    self.requests = requests
    self.spent = spent
    self.estimated = estimated
    self.unverified = unverified
    self.wasted = wasted
    self.keepers = keepers
  }

  /// The price of a keeper; nil where there is none.
  package var perKeeper: Money? { keepers > 0 ? Money(nanos: spent.nanos / Int64(keepers)) : nil }
}

/// What is thought of an asset.
package struct AssetVerdict: Sendable, Hashable {
  package var id: AssetID
  package var isWasted: Bool
  package var isKeeper: Bool

  package init(id: AssetID, isWasted: Bool, isKeeper: Bool) {
    self.id = id
    self.isWasted = isWasted
    self.isKeeper = isKeeper
  }
}
