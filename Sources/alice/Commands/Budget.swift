import AliceKit
import ArgumentParser

struct Budget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Limits of spending, which hold for every process.",
    discussion: """
      A day and a month are those of your time zone; a run is one command, batch or pipeline. What may cost more than a
      limit leaves is refused before anything is sent: exit status 6.
      """,
    subcommands: [BudgetShow.self, BudgetSet.self, BudgetClear.self], defaultSubcommand: BudgetShow.self)
}

struct BudgetShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "The limits, what is spent and reserved, and what is left.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let lines = try BudgetJob(try session.openLibrary(), defaults: try session.settings.budgets()).lines()
    switch session.format {
    case .json: session.console.write(document: ["currency": "USD", "limits": .array(lines.map(\.json))])
    case .jsonLines: session.console.write(lines: lines.map(\.json))
    case .paths, .nulPaths: for line in lines { session.console.writeLine(cells(line).joined(separator: "\t")) }
    case .people:
      var table = Table(["LIMIT", "USD", "SPENT", "RESERVED", "LEFT", "SET IN"])
      for line in lines { table.add(cells(line)) }
      session.console.write(table.render(width: session.console.terminal.width, style: session.console.style))
    }
  }

  private func cells(_ line: BudgetJob.Line) -> [String] {
    [line.period.rawValue] + [line.amount, line.spent, line.reserved, line.left].map { $0?.inDollars ?? "-" }
      + [line.amount == nil ? "-" : line.isDefault ? "configuration" : "library"]
  }
}

struct BudgetSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "set", abstract: "Set a limit.")

  @Argument(help: ArgumentHelp("day, month or run.", valueName: "period"), transform: BudgetPeriod.named)
  var period: BudgetPeriod

  @Argument(help: ArgumentHelp("The amount in US dollars.", valueName: "usd"))
  var amount: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let amount = try Money(argument: self.amount, of: "budget set")
    try await change(period, to: amount, common)
  }
}

struct BudgetClear: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Take a limit away; one of the configuration holds again.")

  @Argument(help: ArgumentHelp("day, month or run.", valueName: "period"), transform: BudgetPeriod.named)
  var period: BudgetPeriod

  @OptionGroup var common: CommonOptions

  func run() async throws { try await change(period, to: nil, common) }
}

extension BudgetPeriod {
  fileprivate static func named(_ text: String) throws -> BudgetPeriod {
    guard let period = BudgetPeriod(rawValue: text) else {
      throw ValidationError("'\(TerminalText(text))' is no period; there are day, month and run.")
    }
    return period
  }
}

private func change(_ period: BudgetPeriod, to amount: Money?, _ common: CommonOptions) async throws {
  let session = try await Session(common)
  let job = BudgetJob(try session.makeLibrary(), defaults: try session.settings.budgets())
  try job.set(period, to: amount)
  let line = try job.line(period)
  if common.json || common.jsonl { return session.console.write(document: ["currency": "USD", "limits": [line.json]]) }
  guard let amount = line.amount else { return session.console.note("no limit for a \(period.rawValue)") }
  let left = line.left.map { ", \($0.inDollars) left" } ?? ""
  session.console.note("\(amount.inDollars) USD a \(period.rawValue)\(left)")
}
