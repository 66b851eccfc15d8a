import AliceKit
import ArgumentParser

struct Budget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "Show and set spending limits, which apply to every process.",
    discussion: """
      A day and a month are those of your time zone; a run is one command, batch or pipeline. A request that may cost \
      more than a limit leaves is refused before anything is sent: exit status 6. 'unknown' is the amount that a request \
      of unknown price counts if --allow-unknown-price sends it; 0.50 unless it is set. 'balance' is a floor: nothing is \
      sent that may leave less than that in the account, or if the key may not ask for its balance.
      """,
    subcommands: [BudgetShow.self, BudgetSet.self, BudgetClear.self], defaultSubcommand: BudgetShow.self)
}

struct BudgetShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the limits, what is spent and reserved, and what is left.")

  @Flag(name: .long, help: "Ask the provider for the balance of the account, too.")
  var balance = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    // The balance is that of the account, which needs no library.
    guard let limits = try limits(session) else { return tell(await AccountBalance(asking: session), session) }
    let (lines, unknown, floor) = (try limits.lines(), try limits.unknownPrice(), try limits.leastBalance())
    let account = balance ? await AccountBalance(asking: session) : nil
    session.console.write(lines, .limits, as: session.format) {
      [
        "currency": "USD", "limits": .array($0), "unknown": unknown.json,
        "balance": account?.json(floor: floor) ?? floor.map { ["floor": $0.json] } ?? .null,
      ]
    }
    guard !session.format.isJSON else { return }
    if let account { account.tell(session) }
    guard session.format == .people else { return }
    if unknown.source != "default" { session.console.note(BudgetSubject.unknown.sentence(unknown)) }
    if let floor { session.console.note(BudgetSubject.balance.sentence(floor)) }
  }

  /// Returns nil if there is no library and only the balance is asked for.
  private func limits(_ session: Session) throws -> BudgetLimits? {
    do {
      return try session.limits(in: session.openLibrary())
    } catch AliceError.libraryMissing where balance {
      return nil
    }
  }

  private func tell(_ account: AccountBalance, _ session: Session) {
    session.console.write([BudgetLimit](), .limits, as: session.format) {
      ["currency": "USD", "limits": .array($0), "unknown": .null, "balance": account.json(floor: nil)]
    }
    if !session.format.isJSON { account.tell(session) }
  }
}

/// The balance of the provider's account, or the reason why it is not known.
private struct AccountBalance {
  private(set) var amount: Money?
  private(set) var problem: String?

  /// A key that may not ask is no failure of the command.
  init(asking session: Session) async {
    do {
      let environment = session.settings.environment
      amount = try await withInterrupt {
        try await FalProvider(environment: environment).use { try await $0.balance() }
      }
    } catch AliceError.balanceUnknown(let reason) {
      problem = TerminalText(reason).description
    } catch {
      problem = Failure(describing: error).message ?? "it was not asked for"
    }
  }

  func tell(_ session: Session) {
    if let amount { session.console.writeLine("balance\t\(amount.inDollars)") }
    if let problem { session.console.warn("the balance is not known: \(problem)") }
  }

  func json(floor: BudgetLimits.SetAmount?) -> JSONValue {
    [
      "amount": JSONValue(amount?.description), "currency": "USD", "floor": floor?.json ?? .null,
      "problem": JSONValue(problem),
    ]
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

  @Argument(
    help: ArgumentHelp("day, month, run, unknown or balance.", valueName: "period"), transform: BudgetSubject.init)
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

  @Argument(
    help: ArgumentHelp("day, month, run, unknown or balance.", valueName: "period"), transform: BudgetSubject.init)
  var period: BudgetSubject

  @OptionGroup var common: CommonOptions

  func run() async throws { try await period.change(to: nil, common) }
}

/// The subjects of `set`: a limit, the amount for unknown prices, or the floor of the account.
enum BudgetSubject: Sendable, Hashable {
  case period(BudgetPeriod)
  case unknown
  case balance

  init(_ text: String) throws {
    switch text {
    case "unknown": self = .unknown
    case "balance": self = .balance
    default:
      guard let period = BudgetPeriod(rawValue: text) else {
        throw ValidationError(
          "'\(TerminalText(text))' is not a period; there are day, month, run, unknown and balance.")
      }
      self = .period(period)
    }
  }

  fileprivate func change(to amount: Money?, _ common: CommonOptions) async throws {
    let session = try await Session(common)
    let limits = try session.limits(in: session.makeLibrary())
    let (name, value, text): (String, JSONValue, String)
    switch self {
    case .unknown:
      try limits.setUnknownPrice(to: amount)
      let unknown = try limits.unknownPrice()
      (name, value, text) = ("unknown", unknown.json, sentence(unknown))
    case .balance:
      try limits.setLeastBalance(to: amount)
      let floor = try limits.leastBalance()
      (name, value, text) = ("balance", floor.map { ["floor": $0.json] } ?? .null, sentence(floor))
    case .period(let period):
      try limits.set(period, to: amount)
      let line = try limits.line(period)
      (name, value, text) = ("limits", [line.json], line.sentence)
    }
    session.console.write(document: ["currency": "USD", name: value], as: session.format)
    if !session.format.isJSON { session.console.note(text) }
    // A floor that cannot be checked stops all paid work, so it is told now.
    if self == .balance, amount != nil, let problem = await AccountBalance(asking: session).problem {
      session.console.warn("the balance is not known (\(problem)): nothing is sent until it is")
    }
  }

  fileprivate func sentence(_ set: BudgetLimits.SetAmount?) -> String {
    guard let set else { return "no floor for the balance of the account" }
    switch self {
    case .unknown: return "a request of unknown price counts \(set.amount.inDollars) USD"
    case .balance, .period: return "nothing is sent that may leave less than \(set.amount.inDollars) USD in the account"
    }
  }
}

extension BudgetLimit {
  fileprivate var sentence: String {
    guard let amount else { return "no limit for a \(period.rawValue)" }
    return "\(amount.inDollars) USD a \(period.rawValue)\(left.map { ", \($0.inDollars) left" } ?? "")"
  }
}

extension Session {
  /// Returns the limits of the library, with those of the configuration.
  fileprivate func limits(in workspace: Workspace) throws -> BudgetLimits {
    BudgetLimits(
      workspace, defaults: try settings.budgets(), unknownPrice: try settings.unknownPrice(),
      leastBalance: try settings.leastBalance())
  }
}
