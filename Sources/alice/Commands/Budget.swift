import AliceKit
import ArgumentParser

struct Budget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show and set spending limits, which apply to every process.",
    discussion: """
      A day and a month are those of your time zone; a run is one command, batch or pipeline. A request that may cost \
      more than a limit leaves is refused before anything is sent: exit status 6. 'unknown' is the amount that a request \
      of unknown price counts if --allow-unknown-price sends it; 0.50 unless it is set.
      """,
    subcommands: [BudgetShow.self, BudgetSet.self, BudgetClear.self], defaultSubcommand: BudgetShow.self)
}

struct BudgetShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the limits, what is spent and reserved, and what is left.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let limits = BudgetLimits(
      try session.openLibrary(), defaults: try session.settings.budgets(),
      unknownPrice: try session.settings.unknownPrice())
    let (lines, unknown) = (try limits.lines(), try limits.unknownPrice())
    session.console.write(lines, .limits, as: session.format) {
      ["currency": "USD", "limits": .array($0), "unknown": unknown.json]
    }
    if session.format == .people, unknown.source != "default" { session.console.note(unknown.sentence) }
  }
}

extension ListFormat<BudgetLimit> {
  fileprivate static var limits: ListFormat {
    ListFormat(
      json: \.json, line: { cells($0).joined(separator: "\t") },
      columns: Columns(titles: ["LIMIT", "USD", "SPENT", "RESERVED", "LEFT", "SET IN"], cells: cells))
  }

  @Sendable private static func cells(_ line: BudgetLimit) -> [String] {
    [line.period.rawValue] + [line.amount, line.spent, line.reserved, line.left].map { $0?.inDollars ?? "-" }
      + [line.amount == nil ? "-" : line.isDefault ? "configuration" : "library"]
  }
}

struct BudgetSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "set", abstract: "Set a limit.")

  @Argument(help: ArgumentHelp("day, month, run or unknown.", valueName: "period"), transform: BudgetSubject.init)
  var period: BudgetSubject

  @Argument(help: ArgumentHelp("The amount in US dollars.", valueName: "usd"))
  var amount: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let amount = try Money(argument: self.amount, of: "budget set")
    try await period.change(to: amount, common)
  }
}

struct BudgetClear: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Remove a limit; that of the configuration applies again.")

  @Argument(help: ArgumentHelp("day, month, run or unknown.", valueName: "period"), transform: BudgetSubject.init)
  var period: BudgetSubject

  @OptionGroup var common: CommonOptions

  func run() async throws { try await period.change(to: nil, common) }
}

/// The subjects of `set`: a limit, or the amount for unknown prices.
enum BudgetSubject: Sendable, Hashable {
  case period(BudgetPeriod)
  case unknown

  init(_ text: String) throws {
    if text == "unknown" {
      self = .unknown
    } else if let period = BudgetPeriod(rawValue: text) {
      self = .period(period)
    } else {
      throw ValidationError("'\(TerminalText(text))' is not a period; there are day, month, run and unknown.")
    }
  }

  fileprivate func change(to amount: Money?, _ common: CommonOptions) async throws {
    let session = try await Session(common)
    let limits = BudgetLimits(
      try session.makeLibrary(), defaults: try session.settings.budgets(),
      unknownPrice: try session.settings.unknownPrice())
    let (name, value, sentence): (String, JSONValue, String)
    switch self {
    case .unknown:
      try limits.setUnknownPrice(to: amount)
      let unknown = try limits.unknownPrice()
      (name, value, sentence) = ("unknown", unknown.json, unknown.sentence)
    case .period(let period):
      try limits.set(period, to: amount)
      let line = try limits.line(period)
      (name, value, sentence) = ("limits", [line.json], line.sentence)
    }
    session.console.write(document: ["currency": "USD", name: value], as: session.format)
    if !session.format.isJSON { session.console.note(sentence) }
  }
}

extension BudgetLimit {
  fileprivate var sentence: String {
    guard let amount else { return "no limit for a \(period.rawValue)" }
    return "\(amount.inDollars) USD a \(period.rawValue)\(left.map { ", \($0.inDollars) left" } ?? "")"
  }
}

extension BudgetLimits.UnknownPrice {
  fileprivate var sentence: String { "a request of unknown price counts \(amount.inDollars) USD" }
}
