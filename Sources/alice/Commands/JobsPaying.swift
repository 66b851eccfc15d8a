import AliceKit
import ArgumentParser

struct JobsRetry: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Send failed requests again, as new ones that are paid for.",
    discussion: """
      For requests that failed, were cancelled, or lost their results. An open request is resumed instead; one whose \
      outcome is unknown is sent again only after a question, or with --yes. Files of the library are uploaded anew.
      """)

  @Argument(help: ArgumentHelp("Jobs.", valueName: "id"))
  var ids: [String]

  @Flag(name: .long, help: "Print what it would cost; send nothing.")
  var estimate = false

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "The same as --estimate.")
  var dryRun = false

  @Flag(name: .long, help: "Send the requests, and do not wait.")
  var detach = false

  @Option(name: .long, help: ArgumentHelp("Send nothing if the total may cost more.", valueName: "usd"))
  var maxCost: String?

  @Flag(
    name: .long, help: "Send requests of unknown price despite a limit: each counts 0.50 USD until it is billed.")
  var allowUnknownPrice = false

  @Flag(name: .long, help: "Use the built-in simulator: free and offline.")
  var simulate = false

  @OptionGroup var waiting: WaitingOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let isPlan = estimate || dryRun
    let workspace = try isPlan ? session.openLibrary() : session.openLibraryForWriting()
    var left = LeftOut()
    let jobs = try left.jobs(ids, in: workspace, common)
    let policy = try session.settings.spendingPolicy(
      maxCost: try maxCost.map { try Money(argument: $0, of: "--max-cost") }, allowsUnknownPrice: allowUnknownPrice)
    var work = session.paidWork(policy, waiting.waitPolicy, simulate: simulate || jobs.allSatisfy(\.isFree))
    let registry = try await work.registry(knowing: jobs.map(\.endpoint))
    let retries = try jobs.map { job in
      try JobRetry(of: job, registry: registry, in: workspace) { isPlan || session.confirm($0) }
    }
    for note in retries.flatMap(\.notes) { session.console.note(TerminalText(note).description) }
    if isPlan || retries.isEmpty { return try print(retries, left, session) }
    for retry in retries { session.console.note(JobsRetry.line(retry)) }
    try work.approve(retries.map(\.job))
    let result = try await work.generate(in: workspace) { [detach] paid in
      try await GenerationRunner(paid).run(retries, wait: !detach)
    }
    try GenerationOutput(session: session).print(result)
    try left.tell(session.console, isAnythingDone: true)
  }

  private func print(_ retries: [JobRetry], _ left: LeftOut, _ session: Session) throws {
    let list = ListFormat<JobRetry>(
      json: { retry in
        [
          "retries": .string(retry.earlier.id), "model": .string(retry.job.model),
          "estimate": JSONValue(retry.job.estimate?.description), "input": retry.job.keptInput,
        ]
      }, paths: { [BytePath($0.earlier.id)] }, line: JobsRetry.line)
    session.console.write(retries, list, as: session.format) { ["jobs": .array($0), "refused": left.json] }
    try left.tell(session.console, isAnythingDone: !retries.isEmpty)
  }

  private static func line(_ retry: JobRetry) -> String {
    let price = retry.job.estimate.map { "about \($0) USD" } ?? "its price is not known"
    return "\(retry.earlier.id) again as \(retry.job.id): \(TerminalText(retry.job.model)), \(price)"
  }
}

struct JobsFetch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Take home the result of any request of the account.",
    discussion: """
      For requests of the last 30 days that another program or another library has sent. Nothing is sent or paid. The \
      recipe is told by the account's list of requests if the key may read it; the cost is known if fal.ai tells the \
      billed units. A request that the library knows already is not taken twice.
      """)

  @Argument(help: ArgumentHelp("The endpoint that got the request, or the name of its model.", valueName: "endpoint"))
  var endpoint: String

  @Argument(help: ArgumentHelp("The id of the request at fal.ai.", valueName: "request-id"))
  var requestID: String

  @Option(name: .long, help: ArgumentHelp("Tag the results.", valueName: "tag"))
  var tag: [String] = []

  @Option(name: .long, help: ArgumentHelp("The project of the results.", valueName: "name"))
  var project: String?

  @OptionGroup var waiting: WaitingOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let work = session.paidWork(SpendingPolicy(), waiting.waitPolicy)
    let registry = try await work.registry(knowing: [endpoint])
    let result = try await work.generate { [endpoint, requestID, tag, project] paid in
      try await JobAdoption(paid).fetch(endpoint, requestID, registry: registry, tags: tag, project: project)
    }
    try GenerationOutput(session: session).print(result)
  }
}
