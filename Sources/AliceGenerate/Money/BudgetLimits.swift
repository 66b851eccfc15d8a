import AliceCatalog
public import AliceModel
package import AliceWorkspace

/// One spending limit, and how much of it is used.
public struct BudgetLimit: Sendable, Hashable {
  public let period: BudgetPeriod
  /// The limit; nil if there is none.
  public let amount: Money?
  /// Whether the limit comes from the configuration instead of the library.
  public let isDefault: Bool
  /// The beginning of the period; nil for a run, as are `spent` and `reserved`.
  public let since: Timestamp?
  public let spent: Money?
  /// The amount that open requests may still cost.
  public let reserved: Money?

  /// The rest of the limit. It is never negative, although bills may exceed the estimates.
  public var left: Money? {
    guard let amount, let spent, let reserved else { return nil }
    return max(.zero, amount - (spent + reserved))
  }

  public var json: JSONValue {
    [
      "period": .string(period.rawValue), "limit": JSONValue(amount?.description),
      "from": amount == nil ? .null : isDefault ? "configuration" : "library",
      "since": JSONValue(since?.description), "spent": JSONValue(spent?.description),
      "reserved": JSONValue(reserved?.description), "left": JSONValue(left?.description),
    ]
  }
}

/// Reads and sets the spending limits of a library.
package struct BudgetLimits: Sendable {
  let workspace: Workspace
  let defaults: [BudgetPeriod: Money]
  private let configured: Money?
  private let configuredFloor: Money?

  /// Creates limits; `defaults`, `unknownPrice` and `leastBalance` come from the configuration.
  package init(
    _ workspace: Workspace, defaults: [BudgetPeriod: Money] = [:], unknownPrice: Money? = nil,
    leastBalance: Money? = nil
  ) {
    self.workspace = workspace
    self.defaults = defaults
    configured = unknownPrice
    configuredFloor = leastBalance
  }

  /// Returns the day, the month and the run, with or without a limit.
  package func lines() throws -> [BudgetLimit] { try BudgetPeriod.allCases.map(line) }

  package func line(_ period: BudgetPeriod) throws -> BudgetLimit {
    let journal = try workspace.journal()
    let set = try journal.budgets()[period]
    let since = period == .run ? nil : workspace.clock.now().start(of: period)
    let sum = try since.map { try journal.spending(.since($0)) }
    return BudgetLimit(
      period: period, amount: set ?? defaults[period], isDefault: set == nil, since: since, spent: sum?.spent,
      reserved: sum?.reserved)
  }

  /// An amount that is set, and where.
  package struct SetAmount: Sendable, Hashable {
    package let amount: Money
    /// The source: `library`, `configuration` or `default`.
    package let source: String

    package var json: JSONValue { ["amount": .string(amount.description), "from": .string(source)] }
  }

  /// Returns the amount that limits reserve for a request of unknown price.
  package func unknownPrice() throws -> SetAmount {
    if let amount = try workspace.journal().unknownPrice() { return SetAmount(amount: amount, source: "library") }
    return configured.map { SetAmount(amount: $0, source: "configuration") }
      ?? SetAmount(amount: Bill.unknownPrice, source: "default")
  }

  /// Returns the balance of the account below which nothing is sent; nil if there is no such floor.
  package func leastBalance() throws -> SetAmount? {
    if let amount = try workspace.journal().leastBalance() { return SetAmount(amount: amount, source: "library") }
    return configuredFloor.map { SetAmount(amount: $0, source: "configuration") }
  }

  /// Sets the floor for every process from now on; nil removes it.
  package func setLeastBalance(to amount: Money?) throws { try workspace.journal().setLeastBalance(to: amount) }

  /// Sets the amount for every process from now on; nil removes it.
  package func setUnknownPrice(to amount: Money?) throws {
    try workspace.journal().setUnknownPrice(to: amount)
  }

  /// Sets the limit for every process from now on; nil removes it.
  package func set(_ period: BudgetPeriod, to amount: Money?) throws {
    try workspace.journal().setBudget(period, to: amount)
  }
}
