import AliceKit
import ArgumentParser

struct Jobs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List and manage paid requests.",
    discussion: "An id may be shortened to any beginning that no other job has.",
    subcommands: [JobsList.self, JobsResume.self, JobsCancel.self, JobsForget.self, JobsShow.self],
    defaultSubcommand: JobsList.self)
}

struct JobsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List requests, the newest first.")

  @Flag(name: .long, help: "Only those that have not ended.")
  var open = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let jobs = try GenerationRunner.jobs(in: try session.openLibrary(), open: open)
    switch session.format {
    case .json: session.console.write(document: ["jobs": .array(jobs.map(\.json))])
    case .jsonLines: session.console.write(lines: jobs.map(\.json))
    case .paths: for job in jobs { session.console.writeLine("\(job.id)\t\(job.state.rawValue)\t\(job.model)") }
    case .nulPaths: session.console.write(paths: jobs.map { BytePath($0.id) }, nul: true)
    case .people: session.console.write(table(jobs, session))
    }
  }

  private func table(_ jobs: [Job], _ session: Session) -> String {
    guard !jobs.isEmpty else { return "no requests\n" }
    let now = Clock.system.now()
    var table = Table(["JOB", "STATE", "MODEL", "USD", "AGE", "PROMPT"])
    for job in jobs {
      let prompt = job.input["prompt"]?.stringValue ?? ""
      table.add([
        job.id, job.state.rawValue, TerminalText(job.model).description,
        job.cost.map { $0.amount.description + ($0.basis == .unverified ? "?" : "") } ?? "-", job.age(at: now),
        TerminalText(job.error.map { "\($0): \(prompt)" } ?? prompt).description,
      ])
    }
    return table.render(width: session.console.terminal.width, style: session.console.style)
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
      : left.finding(ids) { try GenerationRunner.job($0, in: workspace) }
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
  /// Prints a dry run: what would be done to which jobs.
  func write(plan jobs: [Job], _ verb: String, _ left: LeftOut, as format: OutputFormat) throws {
    switch format {
    case .json:
      write(document: ["action": .string(verb), "jobs": .array(jobs.map(\.json)), "refused": left.json])
    case .jsonLines: write(lines: jobs.map(\.json))
    case .nulPaths: write(paths: jobs.map { BytePath($0.id) }, nul: true)
    case .paths, .people:
      for job in jobs { writeLine("would \(verb) \(job.id) (\(job.state.rawValue), \(TerminalText(job.model)))") }
    }
    try left.tell(self, isAnythingDone: !jobs.isEmpty)
  }
}
