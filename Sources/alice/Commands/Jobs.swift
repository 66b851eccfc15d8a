import AliceKit
import ArgumentParser

struct Jobs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs", abstract: "List and manage paid requests.",
    discussion: "An id may be shortened to any beginning that no other job has.",
    subcommands: [
      JobsList.self, JobsResume.self, JobsCancel.self, JobsForget.self, JobsShow.self, JobsRetry.self,
      JobsFetch.self,
    ],
    defaultSubcommand: JobsList.self)
}

struct JobsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List requests, the newest first.")

  @Flag(name: .long, help: "Only those that have not ended.")
  var open = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try session.openLibrary()
    try session.console.write(each: .jobs(at: Clock.system.now()), as: session.format, named: "jobs") { take in
      try GenerationRunner.forEachJob(in: workspace, open: open, take)
    }
  }
}

extension ListFormat<Job> {
  fileprivate static func jobs(at now: Timestamp) -> ListFormat {
    ListFormat(
      json: \.json, paths: { [BytePath($0.id)] }, line: { "\($0.id)\t\($0.state.rawValue)\t\($0.model)" },
      columns: Columns(
        titles: ["JOB", "STATE", "MODEL", "USD", "AGE", "PROMPT"], spare: ["AGE", "MODEL"], placeholder: "no requests"
      ) { job in
        let prompt = ModelSpec.promptName(in: job.input).flatMap { job.input[$0]?.stringValue } ?? ""
        return [
          job.id, job.state.rawValue, TerminalText(job.model).description,
          job.cost.map { $0.amount.description + ($0.basis == .unverified ? "?" : "") } ?? "-", job.age(at: now),
          TerminalText(job.error.map { "\($0): \(prompt)" } ?? prompt).description,
        ]
      })
  }
}

struct JobsResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Fetch the results of open requests.",
    discussion: """
      A request whose outcome is unknown is looked up in the provider's list, and never sent again automatically. \
      Without an id, all open requests are resumed. A request that was never sent is sent if the limits allow it.
      """)

  @Argument(help: ArgumentHelp("Jobs. Default: all that are open.", valueName: "id"))
  var ids: [String] = []

  @Flag(name: [.customShort("n"), .long], help: "Show what would be resumed; do nothing.")
  var dryRun = false

  @Flag(
    name: .long, help: "Send requests of unknown price despite a limit: each counts 0.50 USD until it is billed.")
  var allowUnknownPrice = false

  @OptionGroup var waiting: WaitingOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    var left = LeftOut()
    let jobs =
      try ids.isEmpty
      ? GenerationRunner.resumable(in: workspace)
      : left.jobs(ids, in: workspace, common)
    guard !jobs.isEmpty || !left.isEmpty else {
      session.console.note("no open requests")
      return try GenerationOutput(session: session).print(GenerationResult())
    }
    if dryRun || jobs.isEmpty { return try session.console.write(plan: jobs, "resume", left, as: session.format) }
    let policy = try session.settings.spendingPolicy(allowsUnknownPrice: allowUnknownPrice)
    let result = try await session.paidWork(policy, waiting.waitPolicy).generate(in: workspace) { paid in
      try await GenerationRunner(paid).resume(jobs)
    }
    try GenerationOutput(session: session).print(result)
    try left.tell(session.console, isAnythingDone: true)
  }
}

extension Job {
  /// Returns the age as text, such as `3 min`.
  func age(at now: Timestamp) -> String {
    let seconds = max(0, (now.milliseconds - created.milliseconds) / 1000)
    return switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}

extension Console {
  /// Prints a dry run: the jobs and the action for each.
  func write(plan jobs: [Job], _ verb: String, _ left: LeftOut, as format: OutputFormat) throws {
    let list = ListFormat<Job>(
      json: \.json, paths: { [BytePath($0.id)] },
      line: { "would \(verb) \($0.id) (\($0.state.rawValue), \(TerminalText($0.model)))" })
    write(jobs, list, as: format) { ["action": .string(verb), "jobs": .array($0), "refused": left.json] }
    try left.tell(self, isAnythingDone: !jobs.isEmpty)
  }
}
