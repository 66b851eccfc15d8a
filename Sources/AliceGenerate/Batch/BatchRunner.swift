import AliceCatalog
import AliceLibrary
import AliceNumbers
package import AliceWorkspace
import Synchronization

/// Runs all requests of a batch under one estimate and one limit, and resumes an interrupted batch.
package struct BatchRunner: Sendable {
  let session: PaidSession

  private var workspace: Workspace { session.workspace }
  private var provider: FalProvider { session.provider }

  package init(_ session: PaidSession) { self.session = session }

  /// Runs every row of the plan. `each` receives the result of a row as soon as it and all rows before it have ended;
  /// `progress` is called as soon as any has.
  ///
  /// When the task is cancelled, the requests continue at the provider; running the same batch again resumes them.
  package func run(
    _ plan: BatchPlan, _ request: BatchRequest, progress: @escaping @Sendable (RunProgress) -> Void = { _ in },
    each: @escaping @Sendable (BatchRowResult) -> Void = { _ in }
  ) async throws -> BatchResult {
    try await session.waitPolicy.within { try await perform(plan, request, progress, each) }
  }

  private func perform(
    _ plan: BatchPlan, _ request: BatchRequest, _ progress: @escaping @Sendable (RunProgress) -> Void,
    _ each: @escaping @Sendable (BatchRowResult) -> Void
  ) async throws -> BatchResult {
    let executor = RunExecutor(
      session: session.limited(to: request.maxCost),
      run: try BatchRunner.name(plan, request, in: workspace, provider: provider.name), width: request.concurrency,
      retriesFailed: request.retriesFailed, reuses: !request.again)
    let claim = try executor.claim()
    defer { withExtendedLifetime(claim) {} }
    var wanted: [RunExecutor.JobRequest] = []
    var sizes: [Int] = []
    for row in plan.rows {
      sizes.append(row.plan.requests.count)
      for (index, job) in row.plan.jobs(now: workspace.clock.now(), provider: provider.name).enumerated() {
        wanted.append(.init(place: BatchRunner.place(row, index)) { job })
      }
    }
    let settled = try await executor.settle(wanted)
    let counter = RunCounter(RunProgress("rows", total: plan.rows.count, expected: plan.estimate), progress)
    let order = OrderedResults(
      plan.rows.map(\.row), sizes: sizes, jobs: settled, library: workspace.root, counter: counter, each: each)
    try await executor.finish(settled) { order.take($1, at: $0) }
    return BatchResult(run: executor.run, rows: order.results, alreadyDone: settled.count { $0.state == .done })
  }

  /// Returns the expected cost of what is not yet paid: all of the batch if there is no library yet.
  package static func unpaid(
    _ plan: BatchPlan, _ request: BatchRequest, in workspace: Workspace?, provider: String
  ) throws -> ExpectedCost {
    let known = try workspace.map { workspace in
      let run = try name(plan, request, in: workspace, provider: provider)
      return (run: run, attempts: try RunExecutor.attempts(of: run, in: workspace.journal()))
    }
    var earlier = workspace.map { AnsweredJobs(in: $0, provider: provider) }
    var cost = ExpectedCost()
    for row in plan.rows {
      for (index, wanted) in row.plan.requests.enumerated() {
        if let last = known?.attempts[place(row, index)]?.last, !isSentAgain(last, request) { continue }
        if !request.again, let run = known?.run, try earlier?.next(for: wanted.fingerprint, besides: run) != nil {
          continue
        }
        cost.add(wanted.estimate, model: row.plan.model.name)
      }
    }
    return cost
  }

  private static func isSentAgain(_ job: Job, _ request: BatchRequest) -> Bool {
    switch job.state {
    case .notSubmitted: true
    case .failed, .cancelled: request.retriesFailed
    case .prepared, .submitting, .unknown, .submitted, .done: false
    }
  }

  private static func place(_ row: BatchPlan.Row, _ index: Int) -> String { "\(row.key)/\(index + 1)" }

  /// Returns the name of the batch in the journal.
  private static func name(
    _ plan: BatchPlan, _ request: BatchRequest, in workspace: Workspace, provider: String
  ) throws -> String {
    if let name = request.run { try RunName.check(name) }
    let name = try request.run ?? "batch-\(plan.digest().prefix(10))"
    let journal = try workspace.journal()
    return try RunName.latest(
      RunName.scoped(name, provider: provider), again: request.again, isUsed: { try journal.hasJobs(run: $0) },
      isOpen: { run in try journal.jobs(run: run).contains { $0.state.isOpen } })
  }
}
