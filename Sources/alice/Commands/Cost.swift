import AliceKit
import ArgumentParser

struct CostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Show what was spent, what of it was wasted, and the cost of a keeper.",
    discussion: """
      Wasted is what was paid for requests that failed, and for pictures that are black or rated 1 or 2. A keeper is \
      asset of quality 4 or more. Bills replace estimates; for an implausible bill, the estimate is counted and marked \
      as unverified.
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
    let names = by.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
    let keys = try names.map { name in
      guard let key = CostKey(rawValue: String(name)) else {
        let known = CostKey.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(.usage, "--by does not know '\(TerminalText(String(name)))'; there are \(known)")
      }
      return key
    }
    let report = try CostReport(try session.openLibrary()).report(by: keys, since: since, until: until)
    switch session.format {
    case .json:
      session.console.write(document: [
        "by": .array(keys.map { .string($0.rawValue) }), "currency": "USD",
        "groups": .array(report.groups.map { json($0, keys) }), "total": json(report.total ?? CostGroup(), []),
      ])
    case .jsonLines: session.console.write(lines: report.groups.map { json($0, keys) })
    case .paths, .nulPaths:
      for group in report.groups { session.console.writeLine(cells(group).joined(separator: "\t")) }
    case .people:
      session.console.write(table(report, keys, session))
      if let unverified = report.total?.unverified, unverified > .zero {
        session.console.note(
          "\(unverified.inDollars) USD of it are unverified: 'alice jobs' marks them with ?, "
            + "'alice cost fix JOB USD' corrects one")
      }
    }
  }

  private func table(_ report: CostReport.Report, _ keys: [CostKey], _ session: Session) -> String {
    guard let total = report.total else { return "nothing was spent\n" }
    var table = Table(keys.map { $0.rawValue.uppercased() } + ["REQUESTS", "SPENT", "WASTED", "KEEPERS", "A KEEPER"])
    for group in report.groups { table.add(cells(group)) }
    if report.groups.count != 1 {
      var sum = total
      sum.values = keys.indices.map { $0 == 0 ? "total" : "" }
      table.add(cells(sum))
    }
    return table.render(width: max(80, session.console.terminal.width), style: session.console.style)
  }

  private func cells(_ group: CostGroup) -> [String] {
    group.values.map { TerminalText($0 ?? "-").description } + [
      "\(group.requests)", group.spent.inDollars, group.wasted.inDollars, "\(group.keepers)",
      group.perKeeper?.inDollars ?? "-",
    ]
  }

  private func json(_ group: CostGroup, _ keys: [CostKey]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in zip(keys, group.values) { object[key.rawValue] = JSONValue(value) }
    object["requests"] = JSONValue(group.requests)
    object["spent"] = .string(group.spent.description)
    object["estimated"] = .string(group.estimated.description)
    object["unverified"] = .string(group.unverified.description)
    object["wasted"] = .string(group.wasted.description)
    object["keepers"] = JSONValue(group.keepers)
    object["per_keeper"] = JSONValue(group.perKeeper?.description)
    return .object(object)
  }
}

struct CostFixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix", abstract: "Correct the recorded cost of a request.",
    discussion: "Records the amount on the provider's invoice, in the ledger and in the files of the request.")

  @Argument(help: ArgumentHelp("A job, as 'alice jobs' lists it.", valueName: "job"))
  var job: String

  @Argument(help: ArgumentHelp("The cost in US dollars.", valueName: "usd"))
  var amount: String

  @Flag(name: [.customShort("n"), .long], help: "Show what would be corrected; change nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let amount = try Money(argument: self.amount, of: "cost fix")
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    let fix = try CostFix(job, to: amount, in: workspace)
    let failed = try await dryRun ? [] : withInterrupt { try fix.apply() }
    switch session.format {
    case .json: session.console.write(document: fix.json)
    case .jsonLines: session.console.write(lines: [.object(fix.json)])
    case .paths, .nulPaths, .people:
      let before = fix.job.cost.map { "\($0.amount.inDollars) USD \($0.basis.rawValue)" } ?? "nothing known"
      session.console.note(
        "job \(fix.job.id): \(before) \(dryRun ? "would become" : "became") \(amount.inDollars) USD")
    }
    for (path, error) in failed {
      session.console.error("\(TerminalText(path.description)): \(Failure(describing: error).message ?? "not written")")
    }
    if !failed.isEmpty {
      let verb = failed.count == 1 ? "has" : "have"
      throw Failure(.partly, "the ledger is correct; \(counted(failed.count, "file")) still \(verb) the old amount")
    }
  }
}
