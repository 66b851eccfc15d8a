import AliceKit
import ArgumentParser

struct CostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Show what was spent, what of it was wasted, and the cost of a keeper.",
    discussion: """
      Wasted is what was paid for requests that failed, and for pictures that are black or rated 1 or 2. A keeper \
      is an asset of quality 4 or more. Bills replace estimates; for an implausible bill, the estimate is counted and \
      marked as unverified. Requests of which neither a price nor a reservation is known are counted as 'unknown'. A \
      request counts for the day on which it was sent.
      """,
    subcommands: [CostShow.self, CostFixCommand.self], defaultSubcommand: CostShow.self)
}

struct CostShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Add up the ledger.")

  @Option(
    name: .long,
    help: ArgumentHelp("model, day, month, project, endpoint or provider, comma-separated.", valueName: "key,…"))
  var by = "model"

  @Option(name: .long, help: ArgumentHelp("Requests made at this time or later: 2026-11, 7d.", valueName: "date"))
  var since: String?

  @Option(name: .long, help: ArgumentHelp("Requests made at this time or before.", valueName: "date"))
  var until: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let keys = try self.keys()
    let report = try CostReport(try session.openLibrary()).report(
      by: keys, since: since, until: until, dateOrder: session.settings.dateOrder)
    let total = report.total ?? CostGroup()
    session.console.write(rows(report, keys, session.format), .costs(by: keys), as: session.format) {
      [
        "by": .array(keys.map { .string($0.rawValue) }), "currency": "USD", "groups": .array($0),
        "total": total.json(by: []), "above_reservation": .array(report.excesses.map(\.json)),
      ]
    }
    if !session.format.isJSON { note(report, total, session.console) }
  }

  /// The number of bills that are named; JSON has all of them.
  private static let mostNamed = 20

  private func note(_ report: CostSummary, _ total: CostGroup, _ console: Console) {
    if total.unverified > .zero {
      console.note(
        "\(total.unverified.inDollars) USD of it are unverified: 'alice jobs' marks them with ?, "
          + "'alice cost fix JOB USD' corrects one")
    }
    if total.unknown > 0 {
      console.note(
        "of \(counted(total.unknown, "request")) the cost is unknown: 'alice jobs' shows them with -, "
          + "'alice cost fix JOB USD' enters it")
    }
    for excess in report.excesses.prefix(CostShow.mostNamed) {
      console.note(
        "the bill of job \(excess.job) (\(TerminalText(excess.model))) is above its reservation: "
          + "\(excess.amount.inDollars) USD instead of \(excess.reserved.inDollars)")
    }
    if report.excesses.count > CostShow.mostNamed {
      console.note("and \(report.excesses.count - CostShow.mostNamed) more such bills")
    }
  }

  private func keys() throws -> [CostKey] {
    try by.split(separator: ",").map { name in
      let name = String(name.trimmingPrefix { $0 == " " })
      guard let key = CostKey(rawValue: name) else {
        let known = CostKey.allCases.map(\.rawValue).joined(separator: ", ")
        let hint = Spelling.nearest(to: name, in: CostKey.allCases.map(\.rawValue)).map { "did you mean '\($0)'?" }
        throw Failure(.usage, "--by does not know '\(TerminalText(name))'; \(hint ?? "there are \(known)")")
      }
      return key
    }
  }

  /// Returns the rows of the report. What is not JSON also gets a row for the requests of unknown cost, and a table the
  /// total.
  private func rows(_ report: CostSummary, _ keys: [CostKey], _ format: OutputFormat) -> [CostGroup] {
    guard !format.isJSON, let total = report.total else { return report.groups }
    var rows = report.groups.filter { $0.requests > 0 }
    let isTotalled = format == .people && rows.count != 1
    if total.unknown > 0 {
      rows.append(CostGroup(values: keys.indices.map { $0 == 0 ? "unknown" : "" }, unknown: total.unknown))
    }
    guard isTotalled, total.requests > 0 else { return rows }
    var sum = total
    sum.values = keys.indices.map { $0 == 0 ? "total" : "" }
    return rows + [sum]
  }
}

extension ListFormat<CostGroup> {
  fileprivate static func costs(by keys: [CostKey]) -> ListFormat {
    let amounts = ["REQUESTS", "SPENT", "WASTED", "KEEPERS", "A KEEPER"]
    return ListFormat(
      json: { $0.json(by: keys) }, line: { $0.cells.joined(separator: "\t") },
      columns: Columns(
        titles: keys.map { $0.rawValue.uppercased() } + amounts, spare: ["KEEPERS", "WASTED"],
        placeholder: "nothing was spent"
      ) { $0.cells })
  }
}

extension CostGroup {
  fileprivate var cells: [String] {
    let names = values.map { TerminalText($0 ?? "-").description }
    guard requests > 0 || unknown == 0 else { return names + ["\(unknown)", "-", "-", "-", "-"] }
    return names + [
      "\(requests)", spent.inDollars, wasted.inDollars, "\(keepers)", perKeeper?.inDollars ?? "-",
    ]
  }

  fileprivate func json(by keys: [CostKey]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in zip(keys, values) { object[key.rawValue] = JSONValue(value) }
    object["requests"] = JSONValue(requests)
    object["unknown"] = JSONValue(unknown)
    object["spent"] = .string(spent.description)
    object["estimated"] = .string(estimated.description)
    object["unverified"] = .string(unverified.description)
    object["wasted"] = .string(wasted.description)
    object["keepers"] = JSONValue(keepers)
    object["per_keeper"] = JSONValue(perKeeper?.description)
    return .object(object)
  }
}

struct CostFixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix", abstract: "Correct the recorded cost of a request.",
    discussion: """
      Records the amount on the provider's invoice, in the ledger and in the files of the request. 'alice log' has the \
      correction with its note.
      """)

  @Argument(help: ArgumentHelp("A job, as 'alice jobs' lists it.", valueName: "job"))
  var job: String

  @Argument(help: ArgumentHelp("The cost in US dollars.", valueName: "usd"))
  var amount: String

  @Option(name: .long, help: ArgumentHelp("Why, for the log.", valueName: "text"))
  var note: String?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be corrected; change nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let amount = try Money(argument: self.amount, of: "cost fix")
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    let fix = try CostFix(job, to: amount, note: note, in: workspace)
    let failed = try await dryRun ? [] : withInterrupt { try fix.apply() }
    session.console.write(document: fix.json, objects: [.object(fix.json)], as: session.format)
    if !session.format.isJSON { session.console.note(sentence(fix)) }
    for (path, error) in failed {
      session.console.error("\(TerminalText(path.description)): \(Failure(describing: error).message ?? "not written")")
    }
    if !failed.isEmpty {
      let verb = failed.count == 1 ? "has" : "have"
      throw Failure(.partly, "the ledger is correct; \(counted(failed.count, "file")) still \(verb) the old amount")
    }
  }

  private func sentence(_ fix: CostFix) -> String {
    let before = fix.job.cost.map { "\($0.amount.inDollars) USD \($0.basis.rawValue)" } ?? "nothing known"
    return "job \(fix.job.id): \(before) \(dryRun ? "would become" : "became") \(fix.amount.inDollars) USD"
  }
}
