/// The state machine of a paid job: its states, the answers it receives, and the effects that follow.
///
/// It performs no I/O: effects are values, which `JobRecorder` and `JobRunner` carry out. The amount that is reserved
/// for a job needs no effect: limits count it as long as the recorded state is open.
package enum JobMachine {
  /// The state of a job, with the data that is known in it. The journal and scripts read its `name`.
  package enum State: Sendable, Hashable {
    /// The job is recorded, and no byte has been sent. The note contains the reason why an earlier attempt failed.
    case prepared(note: String?)
    /// Bytes may have been sent.
    case submitting(note: String?)
    /// Bytes were sent, and no response came: the job may run and be billed.
    case unknown(reason: String?)
    case submitted(JobTicket, note: String?)
    /// The provider's result and its bill are recorded, and the files are being fetched.
    case collecting(JobTicket, CollectedMedia, note: String?)
    /// The job is complete. `lost` describes the files of the result that cannot be fetched any more.
    case done([AssetID], lost: String?)
    case ended(Ending, reason: String?)
  }

  package enum Ending: Sendable, Hashable, CaseIterable { case failed, notSubmitted, cancelled }

  /// The input of a transition: a report from the provider, the disk, the clock, the process or the user.
  package enum Answer: Sendable, Hashable {
    /// Work on the job begins, for the first time or after a process was stopped in any state.
    case begin
    case cancelWanted
    case forgotten
    /// The simulator that had the job ran inside a process that has ended.
    case simulatorGone
    /// The request was cancelled on this machine. For a submission, this means before a byte was sent.
    case interrupted
    /// The time limit for waiting has passed.
    case waitOver

    case inputsSent
    case inputsRefused(String)

    /// The provider accepted the submission and returned a request id.
    case accepted(JobTicket)
    /// The provider rejected the request for good (4xx, or a failure that certainly belongs to the job). It may bill a
    /// failure all the same.
    case refused(String, Charge? = nil)
    /// The key, the account or the URL is refused, regardless of the request.
    case denied(String)
    /// The request was certainly not accepted: no connection, 429, or a proxy that responded itself.
    case notTaken(String)
    /// The provider responded with 5xx.
    case serverError(String)
    /// The connection was lost, or the response is invalid.
    case cut(String)
    case timedOut(String)

    /// The provider's list of requests contains the job.
    case found(JobTicket)
    /// The provider certainly has no such request.
    case absent(String)
    /// The provider's response does not settle the outcome.
    case unproven(String)

    case notReady(String)
    /// The provider returned the result; none of its files is fetched yet.
    case answered(CollectedMedia, Bill?)
    /// The job was cancelled at the provider. The charge is nil if it was cancelled before it ran, and `unknown` if the
    /// provider does not say.
    case withdrawn(Charge? = .unknown)
    /// The job ran and is paid for, and none of its files can be fetched any more.
    case gone(String)

    /// The outcome for the file with that index. It is recorded before the file gets its name.
    case media(Int, CollectedMedia.Item)
    /// Every file that can be fetched is in the library.
    case collected([Asset], lost: String?)
    /// A file could not be fetched or filed, for a reason that may be temporary.
    case filingFailed(String)

    case cancelledBeforeStart
    case cancelledRunning
    case cancelTooLate
    /// The provider was asked to cancel the job, and has not confirmed it.
    case cancelPending
  }

  /// An action that a transition requires. Effects are carried out in order; at most one is an `ask`, the last.
  package enum Effect: Sendable, Hashable {
    /// Stores the provider's bill in the job.
    case count(Bill)
    /// Writes the row and the ledger in one transaction; nothing else happens before they are on disk.
    case record(Ledger)
    /// Writes the row if the disk allows it; the state of the job is unchanged.
    case note
    /// Removes the row from the journal.
    case remove(Ledger)
    case publish(Notice)
    case ask(Question)
  }

  package enum Ledger: Sendable, Hashable {
    case unchanged
    /// The ledger gets an entry with the cost or possible cost, if one is known.
    case entry
  }

  /// What the provider bills for a failure.
  package enum Charge: Sendable, Hashable {
    case bill(Bill)
    /// Units were billed, and nothing is known of their price.
    case unknown
  }

  package enum Notice: Sendable, Hashable {
    case started, queued, failed
    case unverified(Bill)
    case completed(paths: [BytePath])
  }

  /// A request to the provider, the library or the network. Its answer is the input of the next transition.
  package enum Question: Sendable, Hashable, CaseIterable {
    case deliverInputs, submit, lookUp, result, collect, withdraw
  }
}

extension JobMachine {
  package typealias Transition = (state: State, effects: [Effect])

  /// Returns the state after `answer`, and the effects to carry out. An answer that does not apply to the state changes
  /// nothing.
  package static func next(_ state: State, after answer: Answer) -> Transition {
    let transition: Transition? =
      switch (state, answer) {
      case (_, .forgotten): (state, [.remove(state.owed)])
      case (.done, _), (.ended, _): nil
      case (_, .simulatorGone): end(.cancelled, "its simulator is gone; nothing was paid")
      case (.prepared(let note), _): afterPrepared(note, answer)
      case (.submitting(let note), _): afterSubmitting(note, answer)
      case (.unknown, _): afterUnknown(state, answer)
      case (.submitted(let ticket, let note), _): afterSubmitted(ticket, note, answer)
      case (.collecting(let ticket, let media, let note), _): afterCollecting(ticket, media, note, answer)
      }
    return transition ?? (state, [])
  }

  private static func end(_ ending: Ending, _ reason: String, _ ledger: Ledger = .unchanged) -> Transition {
    (.ended(ending, reason: reason), [.record(ledger)])
  }

  private static func fail(_ ending: Ending, _ reason: String, _ ledger: Ledger = .unchanged) -> Transition {
    (.ended(ending, reason: reason), [.record(ledger), .publish(.failed)])
  }

  private static func afterPrepared(_ note: String?, _ answer: Answer) -> Transition? {
    switch answer {
    case .begin: (.prepared(note: note), [.ask(.deliverInputs)])
    case .inputsSent: (.submitting(note: note), [.record(.unchanged), .publish(.started), .ask(.submit)])
    case .inputsRefused(let reason): fail(.notSubmitted, reason)
    case .cancelWanted: end(.cancelled, "cancelled before it was sent: not billed")
    case .forgotten, .simulatorGone, .interrupted, .waitOver, .accepted, .refused, .denied, .notTaken, .serverError,
      .cut, .timedOut, .found, .absent, .unproven, .notReady, .answered, .withdrawn, .gone, .media, .collected,
      .filingFailed, .cancelledBeforeStart, .cancelledRunning, .cancelTooLate, .cancelPending:
      nil
    }
  }

  private static func afterSubmitting(_ note: String?, _ answer: Answer) -> Transition? {
    switch answer {
    case .begin, .cancelWanted: doubt("alice was stopped while the request was sent")
    case .accepted(let ticket): accept(ticket)
    // Only the provider's list shows whether the request was accepted before the failure.
    case .cut(let reason), .timedOut(let reason), .serverError(let reason), .notReady(let reason): doubt(reason)
    case .notTaken(let reason): (.prepared(note: reason), [.record(.unchanged), .publish(.failed)])
    case .interrupted: (.prepared(note: note), [.record(.unchanged)])
    case .denied(let reason): fail(.notSubmitted, reason)
    case .refused(let reason, _): fail(.failed, reason)
    case .forgotten, .simulatorGone, .waitOver, .inputsSent, .inputsRefused, .found, .absent, .unproven, .answered,
      .withdrawn, .gone, .media, .collected, .filingFailed, .cancelledBeforeStart, .cancelledRunning, .cancelTooLate,
      .cancelPending:
      nil
    }
  }

  private static func doubt(_ reason: String) -> Transition {
    (.unknown(reason: reason), [.record(.unchanged), .ask(.lookUp)])
  }

  private static func accept(_ ticket: JobTicket) -> Transition {
    (.submitted(ticket, note: nil), [.record(.unchanged), .publish(.queued), .ask(.result)])
  }

  private static func afterUnknown(_ state: State, _ answer: Answer) -> Transition? {
    switch answer {
    case .begin, .cancelWanted: (state, [.ask(.lookUp)])
    case .found(let ticket): accept(ticket)
    case .absent(let reason): fail(.notSubmitted, reason)
    case .forgotten, .simulatorGone, .interrupted, .waitOver, .inputsSent, .inputsRefused, .accepted, .refused, .denied,
      .notTaken, .serverError, .cut, .timedOut, .unproven, .notReady, .answered, .withdrawn, .gone, .media, .collected,
      .filingFailed, .cancelledBeforeStart, .cancelledRunning, .cancelTooLate, .cancelPending:
      nil
    }
  }

  private static func afterSubmitted(_ ticket: JobTicket, _ note: String?, _ answer: Answer) -> Transition? {
    switch answer {
    case .begin: return (.submitted(ticket, note: note), [.ask(.result)])
    case .answered(let media, let bill):
      let warning = bill.flatMap { $0.doubt == nil ? nil : Effect.publish(.unverified($0)) }
      let effects = [bill.map(Effect.count), .record(.entry), warning, .ask(.collect)]
      return (.collecting(ticket, media, note: note), effects.compactMap { $0 })
    default: return afterAccepted(.submitted(ticket, note: note), answer)
    }
  }

  /// A failure costs what the provider bills for it, mostly nothing. A result that came before has its bill already.
  private static func refuse(_ ending: Ending, _ reason: String, _ charge: Charge?, _ state: State) -> Transition {
    guard let charge, state.owed == .entry else { return fail(ending, reason) }
    guard case .bill(let bill) = charge else { return fail(ending, reason, .entry) }
    guard bill.told != .zero else { return fail(ending, reason) }
    let warning = bill.doubt == nil ? nil : Effect.publish(.unverified(bill))
    let effects: [Effect?] = [.count(bill), .record(.entry), .publish(.failed), warning]
    return (.ended(ending, reason: reason), effects.compactMap { $0 })
  }

  /// Returns the step for a job that the provider has accepted: it stays open until its outcome is final.
  private static func afterAccepted(_ state: State, _ answer: Answer) -> Transition? {
    switch answer {
    case .refused(let reason, let charge): refuse(.failed, reason, charge, state)
    case .gone(let reason): fail(.failed, reason, state.owed)
    case .withdrawn(nil): refuse(.cancelled, "it was cancelled at the provider before it ran: not billed", nil, state)
    // The job may have started before, so it may be billed.
    case .withdrawn(let charge?):
      refuse(.cancelled, state.note ?? "it was cancelled at the provider", charge, state)
    case .denied(let reason), .notTaken(let reason), .serverError(let reason), .cut(let reason), .timedOut(let reason),
      .unproven(let reason), .notReady(let reason), .filingFailed(let reason):
      (state.noting(reason), [.note])
    case .cancelWanted: (state, state.ticket?.cancelURL == nil ? [] : [.ask(.withdraw)])
    case .cancelledBeforeStart: end(.cancelled, "cancelled before it started: not billed")
    case .cancelledRunning: end(.cancelled, "stopped after it had started: it may be billed", state.owed)
    case .cancelPending:
      (state.noting("asked to cancel after it had started: it may still be billed"), [.record(.unchanged)])
    case .begin, .forgotten, .simulatorGone, .interrupted, .waitOver, .inputsSent, .inputsRefused, .accepted, .found,
      .absent, .answered, .media, .collected, .cancelTooLate:
      nil
    }
  }

  private static func afterCollecting(
    _ ticket: JobTicket, _ media: CollectedMedia, _ note: String?, _ answer: Answer
  ) -> Transition? {
    let state = State.collecting(ticket, media, note: note)
    switch answer {
    case .begin: return (state, [.ask(media.output == nil ? .result : .collect)])
    // The bill is counted already, and collected files are kept.
    case .answered: return (state, [.ask(.collect)])
    // A job with a result has started.
    case .cancelledBeforeStart: return afterAccepted(state, .cancelledRunning)
    case .media(let index, let item):
      var media = media
      media.items[index] = item
      return (.collecting(ticket, media, note: note), [.record(.unchanged)])
    case .collected(let assets, let lost):
      let done = State.done(assets.map(\.id), lost: lost)
      return (done, [.record(.unchanged), .publish(.completed(paths: assets.map(\.path)))])
    default: return afterAccepted(state, answer)
    }
  }
}
