import AliceKit
import ArgumentParser

struct CostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Show what was spent, what of it was wasted, and the cost of a keeper.",
    discussion: """
      Wasted is what was paid for requests that failed, and for pictures that are black or rated 1 or 2. A keeper \
      is an asset of quality 4 or more. Bills replace estimates; for an implausible bill, the estimate is counted and \
      marked as unverified.
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
    let report = try CostReport(try session.openLibrary()).report(by: keys, since: since, until: until)
    let total = report.total ?? CostGroup()
    session.console.write(rows(report, keys, session.format), .costs(by: keys), as: session.format) {
      [
        "by": .array(keys.map { .string($0.rawValue) }), "currency": "USD", "groups": .array($0),
        "total": total.json(by: []),
      ]
    }
    if session.format == .people, total.unverified > .zero {
      session.console.note(
        "\(total.unverified.inDollars) USD of it are unverified: 'alice jobs' marks them with ?, "
          + "'alice cost fix JOB USD' corrects one")
    }
  }

  private func keys() throws -> [CostKey] {
    try by.split(separator: ",").map { name in
      let name = String(name.trimmingPrefix { $0 == " " })
      guard let key = CostKey(rawValue: name) else {
        let known = CostKey.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(.usage, "--by does not know '\(TerminalText(name))'; there are \(known)")
      }
      return key
    }
  }

  /// Returns the rows of the report; a table also gets the total.
  private func rows(_ report: CostSummary, _ keys: [CostKey], _ format: OutputFormat) -> [CostGroup] {
    guard format == .people, report.groups.count != 1, var sum = report.total else { return report.groups }
    sum.values = keys.indices.map { $0 == 0 ? "total" : "" }
    return report.groups + [sum]
  }
}

extension ListFormat<CostGroup> {
  fileprivate static func costs(by keys: [CostKey]) -> ListFormat {
    let amounts = ["REQUESTS", "SPENT", "WASTED", "KEEPERS", "A KEEPER"]
    return ListFormat(
      json: { $0.json(by: keys) }, line: { $0.cells.joined(separator: "\t") },
      columns: Columns(
        titles: keys.map { $0.rawValue.uppercased() } + amounts, minimumWidth: 80, placeholder: "nothing was spent"
      ) { $0.cells })
  }
}

extension CostGroup {
  fileprivate var cells: [String] {
    values.map { TerminalText($0 ?? "-").description } + [
      "\(requests)", spent.inDollars, wasted.inDollars, "\(keepers)", perKeeper?.inDollars ?? "-",
    ]
  }

  fileprivate func json(by keys: [CostKey]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in zip(keys, values) { object[key.rawValue] = JSONValue(value) }
    object["requests"] = JSONValue(requests)
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
