/// The life of a paid job as a rule: where it stands, and what follows from what is said to it.
///
/// It does nothing itself: effects are values, which `JobRecorder` and `JobRunner` carry out. What is reserved for a job
/// needs no effect: limits count it as long as the recorded state is open.
package enum JobMachine {
  /// Where a job stands, with what is known there. `name` is what the journal and scripts read.
  package enum State: Sendable, Hashable {
    /// It is written down, and nothing has left. The note says why it could not be sent before.
    case prepared(note: String?)
    /// Bytes may have left.
    case submitting(note: String?)
    /// Bytes have left, and no answer came: it may run and be billed.
    case unknown(reason: String?)
    case submitted(JobTicket, note: String?)
    /// The provider's answer and its bill are recorded, and files are on their way.
    case collecting(JobTicket, CollectedMedia, note: String?)
    /// `lost` says what of the answer can never be had.
    case done([AssetID], lost: String?)
    case ended(Ending, reason: String?)
  }

  package enum Ending: Sendable, Hashable, CaseIterable { case failed, notSubmitted, cancelled }

  /// What the provider, the disk, the clock, the process and the person say.
  package enum Answer: Sendable, Hashable {
    /// Somebody sets about it: for the first time, or after a process was stopped in any state.
    case begin
    case cancelWanted
    case forgotten
    /// The simulator that had it ran inside a process that has ended.
    case simulatorGone
    /// This side stopped asking; of a submit, before a byte had left.
    case interrupted
    /// The time to wait is over.
    case waitOver

    case inputsSent
    case inputsRefused(String)

    /// The submit was answered with a request id.
    case accepted(JobTicket)
    /// The provider's last word on the request (4xx, or a failure that is proved to be the job's own).
    case refused(String)
    /// The key, the account or the address is refused, whatever the request is.
    case denied(String)
    /// It was certainly not taken: no connection, 429, or somebody before the provider.
    case notTaken(String)
    /// 5xx.
    case serverError(String)
    /// The connection broke, or what came makes no sense.
    case cut(String)
    case timedOut(String)

    /// The provider's list of requests has it.
    case found(JobTicket)
    /// The provider certainly has no such request.
    case absent(String)
    /// What the provider says proves nothing.
    case unproven(String)

    case notReady(String)
    /// The result, before any of its files.
    case answered(CollectedMedia, Bill?)
    /// It was cancelled at the provider.
    case withdrawn
    /// It ran and is paid for, and nothing can be had of it any more.
    case gone(String)

    /// What became of the file of that number. It is recorded before the file gets its name.
    case media(Int, CollectedMedia.Item)
    /// Every file that can be had is in the library.
    case collected([Asset], lost: String?)
    /// A file could not be fetched or filed for a reason that may pass.
    case filingFailed(String)

    case cancelledBeforeStart
    case cancelledRunning
    case cancelTooLate
    /// It was asked to stop, and nothing shows that it has.
    case cancelPending
  }

  /// What is to be done, in this order; at most one `ask`, at the end.
  package enum Effect: Sendable, Hashable {
    /// Takes what the provider billed into the job.
    case count(Bill)
    /// Writes the row, in one transaction with the ledger; nothing goes on before it is on disk.
    case record(Ledger)
    /// Writes the row where the disk allows it: the job stands where it stood.
    case note
    /// Takes the row out of the journal.
    case remove(Ledger)
    case publish(Event)
    case ask(Question)
  }

  package enum Ledger: Sendable, Hashable {
    case unchanged
    /// What it cost or may have cost, as far as that is known.
    case entry
  }

  package enum Event: Sendable, Hashable {
    case started, queued, failed
    case unverified(Bill)
    case completed(paths: [BytePath])
  }

  /// What somebody outside has to do or to say next; its answer is said to the job again.
  package enum Question: Sendable, Hashable, CaseIterable {
    case deliverInputs, submit, lookUp, result, collect, withdraw
  }
}

/// By what a provider knows a request; the addresses are those that it has named.
package struct JobTicket: Sendable, Hashable {
  package var requestID: String?
  package var statusURL: String?
  package var responseURL: String?
  package var cancelURL: String?

  package init(requestID: String?, statusURL: String?, responseURL: String?, cancelURL: String?) {
    self.requestID = requestID
    self.statusURL = statusURL
    self.responseURL = responseURL
    self.cancelURL = cancelURL
  }
}

extension JobMachine.State {
  package var name: Job.State {
    switch self {
    case .prepared: .prepared
    case .submitting: .submitting
    case .unknown: .unknown
    case .submitted, .collecting: .submitted
    case .done: .done
    case .ended(.failed, _): .failed
    case .ended(.notSubmitted, _): .notSubmitted
    case .ended(.cancelled, _): .cancelled
    }
  }

  /// One line about it, for people.
  package var note: String? {
    switch self {
    case .prepared(let note), .submitting(let note), .unknown(let note), .submitted(_, let note),
      .collecting(_, _, let note), .done(_, let note), .ended(_, let note):
      note
    }
  }

  package var ticket: JobTicket? {
    switch self {
    case .submitted(let ticket, _), .collecting(let ticket, _, _): ticket
    case .prepared, .submitting, .unknown, .done, .ended: nil
    }
  }

  /// What the ledger still lacks of it: an entry where the provider may have it and has not told of its bill.
  fileprivate var owed: JobMachine.Ledger {
    switch self {
    case .submitting, .unknown, .submitted: .entry
    case .prepared, .collecting, .done, .ended: .unchanged
    }
  }

  fileprivate func noting(_ note: String) -> Self {
    switch self {
    case .submitted(let ticket, _): .submitted(ticket, note: note)
    case .collecting(let ticket, let media, _): .collecting(ticket, media, note: note)
    case .prepared, .submitting, .unknown, .done, .ended: self
    }
  }
}

extension JobMachine {
  package typealias Step = (state: State, effects: [Effect])

  /// Where a job stands after `answer`, and what has to be done. What says nothing to a job in this state changes nothing.
  package static func next(_ state: State, after answer: Answer) -> Step {
    switch (state, answer) {
    case (_, .forgotten): return (state, [.remove(state.owed)])
    case (.done, _), (.ended, _): return (state, [])
    case (_, .simulatorGone): return end(.cancelled, "its simulator is gone; nothing was paid")
    case (.prepared(let note), _): return afterPrepared(note, answer) ?? (state, [])
    case (.submitting(let note), _): return afterSubmitting(note, answer) ?? (state, [])
    case (.unknown, _): return afterUnknown(state, answer) ?? (state, [])
    case (.submitted(let ticket, let note), .answered(let media, let bill)):
      let told = bill.flatMap { $0.doubt == nil ? nil : Effect.publish(.unverified($0)) }
      let effects = [bill.map(Effect.count), .record(.entry), told, .ask(.collect)]
      return (.collecting(ticket, media, note: note), effects.compactMap { $0 })
    case (.submitted, .begin): return (state, [.ask(.result)])
    case (.collecting(let ticket, let media, let note), _):
      return afterCollecting(ticket, media, note, answer) ?? afterAccepted(state, answer) ?? (state, [])
    case (.submitted, _): return afterAccepted(state, answer) ?? (state, [])
    }
  }

  private static func end(_ ending: Ending, _ reason: String, _ ledger: Ledger = .unchanged) -> Step {
    (.ended(ending, reason: reason), [.record(ledger)])
  }

  private static func fail(_ ending: Ending, _ reason: String, _ ledger: Ledger = .unchanged) -> Step {
    (.ended(ending, reason: reason), [.record(ledger), .publish(.failed)])
  }

  private static func afterPrepared(_ note: String?, _ answer: Answer) -> Step? {
    switch answer {
    case .begin: (.prepared(note: note), [.ask(.deliverInputs)])
    case .inputsSent: (.submitting(note: note), [.record(.unchanged), .publish(.started), .ask(.submit)])
    case .inputsRefused(let reason): fail(.notSubmitted, reason)
    case .cancelWanted: end(.cancelled, "cancelled before it was sent: not billed")
    default: nil
    }
  }

  private static func afterSubmitting(_ note: String?, _ answer: Answer) -> Step? {
    switch answer {
    case .begin, .cancelWanted: doubt("alice was stopped while the request was sent")
    case .accepted(let ticket): accept(ticket)
    // Whether it was taken before something broke, only the provider's list says.
    case .cut(let reason), .timedOut(let reason), .serverError(let reason), .notReady(let reason): doubt(reason)
    case .notTaken(let reason): (.prepared(note: reason), [.record(.unchanged), .publish(.failed)])
    case .interrupted: (.prepared(note: note), [.record(.unchanged)])
    case .denied(let reason): fail(.notSubmitted, reason)
    case .refused(let reason): fail(.failed, reason)
    default: nil
    }
  }

  private static func doubt(_ reason: String) -> Step {
    (.unknown(reason: reason), [.record(.unchanged), .ask(.lookUp)])
  }

  private static func accept(_ ticket: JobTicket) -> Step {
    (.submitted(ticket, note: nil), [.record(.unchanged), .publish(.queued), .ask(.result)])
  }

  private static func afterUnknown(_ state: State, _ answer: Answer) -> Step? {
    switch answer {
    case .begin, .cancelWanted: (state, [.ask(.lookUp)])
    case .found(let ticket): accept(ticket)
    case .absent(let reason): fail(.notSubmitted, reason)
    default: nil
    }
  }

  /// The provider has it: what is paid for stays open until there is a last word on it.
  private static func afterAccepted(_ state: State, _ answer: Answer) -> Step? {
    switch answer {
    case .refused(let reason): fail(.failed, reason)
    case .gone(let reason): fail(.failed, reason, state.owed)
    // Nobody has proved that it had not started: it may be billed.
    case .withdrawn: fail(.cancelled, state.note ?? "it was cancelled at the provider", state.owed)
    case .denied(let reason), .notTaken(let reason), .serverError(let reason), .cut(let reason), .timedOut(let reason),
      .unproven(let reason), .notReady(let reason), .filingFailed(let reason):
      (state.noting(reason), [.note])
    case .cancelWanted: (state, state.ticket?.cancelURL == nil ? [] : [.ask(.withdraw)])
    case .cancelledBeforeStart: end(.cancelled, "cancelled before it started: not billed")
    case .cancelledRunning: end(.cancelled, "stopped after it had started: it may be billed", state.owed)
    case .cancelPending:
      (state.noting("asked to cancel after it had started: it may still be billed"), [.record(.unchanged)])
    default: nil
    }
  }

  private static func afterCollecting(
    _ ticket: JobTicket, _ media: CollectedMedia, _ note: String?, _ answer: Answer
  ) -> Step? {
    switch answer {
    case .begin: return (.collecting(ticket, media, note: note), [.ask(media.output == nil ? .result : .collect)])
    // Its bill is counted, and what is collected of it stays so.
    case .answered: return (.collecting(ticket, media, note: note), [.ask(.collect)])
    // What has answered has started.
    case .cancelledBeforeStart: return afterAccepted(.collecting(ticket, media, note: note), .cancelledRunning)
    case .media(let index, let item):
      var media = media
      media.items[index] = item
      return (.collecting(ticket, media, note: note), [.record(.unchanged)])
    case .collected(let assets, let lost):
      let done = State.done(assets.map(\.id), lost: lost)
      return (done, [.record(.unchanged), .publish(.completed(paths: assets.map(\.path)))])
    default: return nil
    }
  }
}
