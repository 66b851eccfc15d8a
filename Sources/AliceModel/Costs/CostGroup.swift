import AliceNumbers

/// A key by which costs are grouped.
public enum CostKey: String, Sendable, Hashable, CaseIterable {
  case model, endpoint, provider, project, day, month
}

/// The cost and outcome of the requests of one group.
public struct CostGroup: Sendable, Hashable {
  /// One value for each key; nil if a request has no project.
  public var values: [String?]
  /// The requests whose cost is known, or estimated.
  public var requests: Int
  /// The requests of which nothing is known: neither a price nor a reservation. They are not in `requests`.
  public var unknown: Int
  public var spent: Money
  /// The part of `spent` that no bill confirms.
  public var estimated: Money
  /// The part of `estimated` whose bill is implausible.
  public var unverified: Money
  /// The amount paid for failed requests, and for images that are black or rated 1 or 2.
  public var wasted: Money
  /// The number of assets of quality 4 or more.
  public var keepers: Int

  package init(
    values: [String?] = [], requests: Int = 0, unknown: Int = 0, spent: Money = .zero, estimated: Money = .zero,
    unverified: Money = .zero, wasted: Money = .zero, keepers: Int = 0
  ) {
    self.values = values
    self.requests = requests
    self.unknown = unknown
    self.spent = spent
    self.estimated = estimated
    self.unverified = unverified
    self.wasted = wasted
    self.keepers = keepers
  }

  /// The cost per keeper; nil if there are none.
  public var perKeeper: Money? { keepers > 0 ? Money(nanos: spent.nanos / Int64(keepers)) : nil }
}

/// A bill that is higher than what was reserved for the request.
public struct BillExcess: Sendable, Hashable {
  public let job: String
  public let model: String
  public let reserved: Money
  public let amount: Money

  package init(job: String, model: String, reserved: Money, amount: Money) {
    self.job = job
    self.model = model
    self.reserved = reserved
    self.amount = amount
  }

  public var json: JSONValue {
    [
      "job": .string(job), "model": .string(model), "reserved": .string(reserved.description),
      "amount": .string(amount.description), "excess": .string((amount - reserved).description),
    ]
  }
}

/// Whether an asset counts as wasted or as a keeper.
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
