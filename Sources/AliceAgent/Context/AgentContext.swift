import AliceKit

/// What all requests of a server share.
struct AgentContext: Sendable {
  let options: AgentOptions
  let library: AgentLibrary
  let plans = OrganizePlans()
  let approvals = PendingApprovals()
  let budget: SessionBudget
  let runs = GenerationRuns()

  init(_ options: AgentOptions, _ settings: AgentSettings) {
    self.options = options
    library = AgentLibrary(settings, isWritable: options.scopes != [.read])
    budget = SessionBudget(options.sessionBudget)
  }

  /// Throws if the configuration is wrong.
  var settings: Settings { get throws { try library.settings.read().settings } }

  private static let interval = Duration.seconds(60)

  /// Fetches what an earlier process has paid for and not received, until the task is cancelled. Nothing is paid.
  func fetchLeftovers() async {
    do {
      try await Task.sleep(for: .seconds(2))
      let opened = try library.opened()
      try await fetchingUnfinishedJobs(
        in: opened.workspace, try settings, each: AgentContext.interval, for: AgentUser()
      ) {
        while !Task.isCancelled { try await Task.sleep(for: AgentContext.interval) }
      }
    } catch {
      // A library that cannot be opened is told to the call that needs it.
      return
    }
  }

  func close() async {
    await runs.stop()
    await library.close()
  }
}
