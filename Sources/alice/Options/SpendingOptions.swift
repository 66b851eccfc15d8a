import AliceKit
import ArgumentParser

/// What commands take that spend.
struct SpendingOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Send nothing where the whole may cost more.", valueName: "usd"))
  var maxCost: String?

  @Flag(
    name: .long, help: "Send what has no known price, though a limit is set: each counts 0.50 USD until it is billed.")
  var allowUnknownPrice = false

  @Flag(name: .long, help: "Pay again for what the library has an answer to already.")
  var again = false

  /// Throws where an amount makes no sense.
  func policy(_ session: Session) throws -> SpendingPolicy {
    SpendingPolicy(
      defaults: try session.settings.budgets(), maxCost: try maxCost.map { try Money(argument: $0, of: "--max-cost") },
      allowsUnknownPrice: allowUnknownPrice, unknownPrice: try session.settings.unknownPrice() ?? Bill.unknownPrice)
  }
}

extension Money {
  /// An amount that a person typed: `5`, `0.25`, `$5`.
  init(argument text: String, of name: String) throws {
    let digits = text.hasPrefix("$") ? String(text.dropFirst()) : text
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), digits.first != ".",
      digits.last != ".", let money = Money(digits)
    else {
      throw Failure(.usage, "\(name) takes an amount in USD such as 5 or 0.25, not '\(TerminalText(text))'")
    }
    self = money
  }
}

extension Settings {
  /// `budget: {day: 5, month: 50, run: 1}` of the files.
  func budgets() throws -> [BudgetPeriod: Money] {
    var budgets: [BudgetPeriod: Money] = [:]
    for period in BudgetPeriod.allCases {
      let key = "budget.\(period.rawValue)"
      budgets[period] = try amount(key)
    }
    return budgets
  }

  /// `budget: {unknown: 0.50}` of the files.
  func unknownPrice() throws -> Money? { try amount("budget.unknown") }

  /// A run that would cost more is asked about.
  func confirmAbove() throws -> Money { try amount("confirm_above") ?? Money(nanos: 1_000_000_000) }

  private func amount(_ key: String) throws -> Money? {
    try (string(key) ?? number(key).map { JSONValue($0).text }).map {
      try Money(argument: $0, of: "'\(key)' of the configuration")
    }
  }
}
