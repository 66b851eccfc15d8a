import AliceCatalog
import AliceFal
import AliceWorkspace

/// Applies answers to jobs, and carries out the effects on the journal and the events.
///
/// Every change of a job's state is recorded here, before any other effect.
struct JobRecorder: Sendable {
  let workspace: Workspace
  let bills: JobBills

  init(_ workspace: Workspace, models: ModelStore? = nil) {
    self.workspace = workspace
    bills = JobBills(models: models)
  }

  /// Applies an answer to a job. Returns the next question, or nil if there is none. If it throws, `job` is unchanged.
  func apply(_ answer: JobMachine.Answer, to job: inout Job) throws -> JobMachine.Question? {
    var moved = job
    var question: JobMachine.Question?
    for effect in moved.advance(after: answer) {
      switch effect {
      case .count(let bill): moved.take(bill)
      case .record(let ledger): try record(&moved, from: job.state, ledger)
      // This may fail on a full disk; the job remains open in any case.
      case .note: try? record(&moved, from: job.state, .unchanged)
      case .remove(let ledger): try remove(moved, ledger)
      case .publish(let notice): publish(notice, moved)
      case .ask(let next): question = next
      }
    }
    job = moved
    return question
  }

  /// Opens an ended job again if it has losses that another attempt may make good.
  func reopen(_ job: inout Job) throws {
    guard job.canReopen else { return }
    var opened = job
    opened.reopen()
    try record(&opened, from: job.state, .unchanged)
    job = opened
  }

  private func record(_ job: inout Job, from state: Job.State, _ ledger: JobMachine.Ledger) throws {
    job.updated = workspace.clock.now()
    if state == .prepared, job.state == .submitting { job.sent = job.updated }
    guard try workspace.journal().advance(job, from: state, spending: entry(ledger, job)) else {
      throw AliceError.jobTaken(job.id)
    }
  }

  private func remove(_ job: Job, _ ledger: JobMachine.Ledger) throws {
    guard try workspace.journal().forget(job.id, spending: entry(ledger, job)) else {
      throw AliceError.noSuchJob(job.id)
    }
  }

  private func entry(_ ledger: JobMachine.Ledger, _ job: Job) -> LedgerEntry? {
    switch ledger {
    case .unchanged: nil
    case .entry: bills.ledgerEntry(of: job)
    }
  }

  private func publish(_ notice: JobMachine.Notice, _ job: Job) {
    switch notice {
    case .started: publish(.generationStarted, job)
    case .queued: publish(.generationQueued, job)
    case .failed: publish(.generationFailed, job) { $0.reason = job.error }
    case .unverified(let bill):
      // A rehearsal costs nothing, regardless of its bill.
      guard job.isUnverified else { return }
      publish(.generationUnverified, job) { payload in
        payload.units = bill.units
        payload.unit = bills.unit(of: job)
        payload.billed = bill.told
        payload.cost = job.cost
      }
    case .completed(let paths):
      publish(.generationCompleted, job) { payload in
        payload.assets = job.assets
        payload.paths = paths.map(\.description)
        payload.cost = job.cost
      }
    }
  }

  /// Tells that the provider is asked again later.
  func publish(_ pause: FalPause, of job: Job) {
    func seconds(_ time: Duration) -> Double { Double(time.components.seconds) }
    publish(.generationProgress, job) { payload in
      payload.pause = seconds(pause.next)
      payload.asked = pause.told.map(seconds)
      payload.pauseReason = String(pause.reason.prefix(200))
    }
  }

  func publish(_ name: Event.Name, _ job: Job, _ more: (inout GenerationPayload) -> Void = { _ in }) {
    var payload = GenerationPayload(job)
    more(&payload)
    workspace.events.publish(.generation(name, payload, at: workspace.clock.now()))
  }
}
