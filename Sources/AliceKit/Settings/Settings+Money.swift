package import AliceModel
package import AliceGenerate

extension Money {
  /// Parses an amount that the user typed: `5`, `0.25`, `$5`. `name` is the option or setting.
  package init(argument text: String, of name: String) throws {
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
  /// Returns the `budget: {day: 5, month: 50, run: 1}` of the files.
  package func budgets() throws -> [BudgetPeriod: Money] {
    var budgets: [BudgetPeriod: Money] = [:]
    for period in BudgetPeriod.allCases {
      let key = "budget.\(period.rawValue)"
      budgets[period] = try amount(key)
    }
    return budgets
  }

  /// Returns the `budget: {unknown: 0.50}` of the files.
  package func unknownPrice() throws -> Money? { try amount("budget.unknown") }

  /// Returns the `budget: {balance: 5}` of the files.
  package func leastBalance() throws -> Money? { try amount("budget.balance") }

  /// Returns the cost above which the user is asked: `confirm_above` of the files, or one dollar.
  package func confirmAbove() throws -> Money { try amount("confirm_above") ?? Money(nanos: 1_000_000_000) }

  /// Returns the limits of the files, with those that the user gave for this command.
  package func spendingPolicy(maxCost: Money? = nil, allowsUnknownPrice: Bool = false) throws -> SpendingPolicy {
    SpendingPolicy(
      defaults: try budgets(), maxCost: maxCost, allowsUnknownPrice: allowsUnknownPrice,
      unknownPrice: try unknownPrice() ?? Bill.unknownPrice, leastBalance: try leastBalance())
  }

  /// Throws for what is no amount, in any form: a limit that cannot be read is not the same as no limit.
  private func amount(_ key: String) throws -> Money? {
    if let text = string(key) ?? number(key).map({ JSONValue($0).text }) {
      return try Money(argument: text, of: "'\(key)' of the configuration")
    }
    for file in sources {
      let misread = file.misreadings.first { $0.name == key || key.hasPrefix($0.name + ".") }
      if let misread { throw Failure(.usage, misread.sentence(in: file)) }
    }
    return nil
  }
}
