import AliceKit
import ArgumentParser

struct JobsCancel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Ask the provider to cancel requests.",
    discussion: """
      A request in the queue is removed and not billed. One that has started may complete nevertheless, and be billed; \
      the output says which is certain for each.
      """)

  @Argument(help: ArgumentHelp("Jobs.", valueName: "id"))
  var ids: [String]

  @Flag(name: [.customShort("n"), .long], help: "Show what would be cancelled; do nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    var named = LeftOut()
    let jobs = try named.jobs(ids, in: workspace, common)
    if dryRun || jobs.isEmpty {
      return try session.console.write(plan: jobs, "cancel", named, as: session.format)
    }
    let unknown = named
    let (answers, left) = try await session.paidWork().run(in: workspace) { paid in
      await JobsCancel.cancel(jobs, JobCancellation(paid.workspace, provider: paid.provider), unknown)
    }
    print(answers, left, session)
    try left.tell(session.console, isAnythingDone: !answers.isEmpty)
    // The answer is no if a request continues, or has ended before.
    let isCertain = answers.allSatisfy { [.neverSent, .beforeStart, .stopped].contains($0.1) }
    guard isCertain else { throw Failure(.answerIsNo) }
  }

  /// Cancels the jobs; a failure does not lose the outcomes of the others.
  private static func cancel(
    _ jobs: [Job], _ cancel: JobCancellation, _ left: LeftOut
  ) async -> ([(Job, Cancellation)], LeftOut) {
    var left = left
    var answers: [(Job, Cancellation)] = []
    for job in jobs where !left.isInterrupted {
      do { answers.append(try await cancel.cancel(job)) } catch { left.note(job.id, error) }
    }
    return (answers, left)
  }

  private func print(_ answers: [(Job, Cancellation)], _ left: LeftOut, _ session: Session) {
    let list = ListFormat<(Job, Cancellation)>(
      json: { job, outcome in
        var item = job.json.objectValue ?? [:]
        item["outcome"] = .string(outcome.rawValue)
        return .object(item)
      }, paths: { job, _ in [BytePath(job.id)] }, line: { job, outcome in "job \(job.id) \(outcome.words(job.id))" })
    session.console.write(answers, list, as: session.format) { ["jobs": .array($0), "refused": left.json] }
  }
}

struct JobsForget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Remove requests from the list.",
    discussion: """
      Their cost stays in the ledger, and their files stay in the library. A request that may still have a result is \
      forgotten only after a question, or with --yes.
      """)

  @Argument(help: ArgumentHelp("Jobs.", valueName: "id"))
  var ids: [String]

  @Flag(name: [.customShort("n"), .long], help: "Show what would be forgotten; do nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let workspace = try dryRun ? session.openLibrary() : session.openLibraryForWriting()
    var left = LeftOut()
    let jobs = try left.jobs(ids, in: workspace, common)
    if dryRun || jobs.isEmpty { return try session.console.write(plan: jobs, "forget", left, as: session.format) }
    for job in jobs {
      guard let loss = ForgetJob.loss(of: job) else { continue }
      guard session.confirm("job \(job.id): \(loss). Forget it?") else {
        throw Failure(
          .usage,
          "job \(job.id) was not forgotten: \(loss); 'alice jobs resume \(job.id)' tries to fetch it, "
            + "--yes forgets it all the same")
      }
    }
    let forget = ForgetJob(workspace)
    var forgotten: [JSONValue] = []
    for job in jobs {
      do {
        try forget.forget(job)
        forgotten.append(.string(job.id))
        session.console.note("forgot \(job.id)")
      } catch {
        left.note(job.id, error)
      }
    }
    session.console.write(
      document: ["forgotten": .array(forgotten), "refused": left.json], objects: [], as: session.format)
    try left.tell(session.console, isAnythingDone: !forgotten.isEmpty)
  }
}

struct JobsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show all that is known of a request.")

  @Argument(help: ArgumentHelp("A job.", valueName: "id"))
  var id: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let job = try GenerationRunner.job(id, in: try session.openLibrary())
    var facts = job.json.objectValue ?? [:]
    for (name, url) in [
      ("status_url", job.statusURL), ("response_url", job.responseURL), ("cancel_url", job.cancelURL),
    ] { facts[name] = JSONValue(url) }
    facts["tags"] = .array(job.tags.map(JSONValue.string))
    facts["project"] = JSONValue(job.project)
    facts["taken"] = job.taken ?? .null
    let lines = facts.filter { !$0.value.isNull }.map { name, value in
      let key = name.replacing("_", with: " ")
      return key + String(repeating: " ", count: max(1, 14 - key.count))
        + "\(TerminalText(value.scalarText ?? value.text))"
    }
    session.console.write(
      document: ["job": .object(facts)], objects: [.object(facts)], text: lines.joined(separator: "\n"),
      as: session.format)
  }
}
