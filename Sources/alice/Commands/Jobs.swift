import AliceKit
import ArgumentParser

struct Jobs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Paid requests, open and done.",
    subcommands: [JobsList.self, JobsResume.self], defaultSubcommand: JobsList.self)
}

struct JobsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List requests, the newest first.")

  @Flag(name: .long, help: "Only those that are not at their end.")
  var open = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let jobs = try GenerateJob.jobs(in: try session.openLibrary(), open: open)
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
    var table = Table(["JOB", "STATE", "MODEL", "USD", "CREATED", "PROMPT"])
    for job in jobs {
      table.add([
        job.id, job.state.rawValue, TerminalText(job.model).description,
        (job.billed ?? job.estimate)?.description ?? "-", job.created.description,
        TerminalText(job.error ?? job.input["prompt"]?.stringValue ?? "").description,
      ])
    }
    return table.render(width: session.console.terminal.width, style: session.console.style)
  }
}

struct JobsResume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Fetch what open requests have made.",
    discussion: """
      A request whose outcome is unknown is looked up in the provider's list, and never sent again by itself.
      Without an id all open requests are taken.
      """)

  @Argument(help: ArgumentHelp("Jobs; without one, all that are open.", valueName: "id"))
  var ids: [String] = []

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try session.openLibrary()
    let jobs =
      try ids.isEmpty
      ? GenerateJob.jobs(in: workspace, open: true) : ids.map { try GenerateJob.job($0, in: workspace) }
    guard !jobs.isEmpty else {
      session.console.note("no open requests")
      return try GenerationOutput(session: session).print(GenerationResult())
    }
    let environment = session.settings.environment
    let console = session.console
    let result = try await withInterrupt {
      try await using(try await FalProvider(environment: environment)) { provider in
        let narrator = JobNarrator(console, workspace.events)
        defer { narrator.stop() }
        return try await GenerateJob(workspace, provider: provider).resume(jobs)
      }
    }
    try GenerationOutput(session: session).print(result)
  }
}
