import AliceModel

/// One of every state and of every answer.
enum JobSamples {
  static let ticket = JobTicket(requestID: "r", statusURL: "s", responseURL: "a", cancelURL: "c")
  static let media = CollectedMedia(output: ["images": []], units: "1")
  static let bill = Bill(units: "1", price: nil, estimate: Money(nanos: 10), reserved: nil)

  static let states = Array(sequence(first: JobMachine.State.prepared(note: nil), next: following))
  static let answers = Array(sequence(first: JobMachine.Answer.begin, next: following))
  static let all = states.flatMap { state in answers.map { (state, $0) } }

  /// A state that is new has to be put between the others before this compiles.
  private static func following(_ state: JobMachine.State) -> JobMachine.State? {
    switch state {
    case .prepared: .submitting(note: nil)
    case .submitting: .unknown(reason: "cut")
    case .unknown: .submitted(ticket, note: nil)
    case .submitted: .collecting(ticket, media, note: nil)
    case .collecting: .done([], lost: nil)
    case .done: .ended(.failed, reason: "no")
    case .ended(.failed, _): .ended(.notSubmitted, reason: "no")
    case .ended(.notSubmitted, _): .ended(.cancelled, reason: "no")
    case .ended(.cancelled, _): nil
    }
  }

  /// The same for answers.
  private static func following(_ answer: JobMachine.Answer) -> JobMachine.Answer? {
    switch answer {
    case .begin: .cancelWanted
    case .cancelWanted: .forgotten
    case .forgotten: .simulatorGone
    case .simulatorGone: .interrupted
    case .interrupted: .waitOver
    case .waitOver: .inputsSent
    case .inputsSent: .inputsRefused("no such file")
    case .inputsRefused: .accepted(ticket)
    case .accepted: .refused("422")
    case .refused: .denied("401")
    case .denied: .notTaken("429")
    case .notTaken: .serverError("500")
    case .serverError: .cut("no answer")
    case .cut: .timedOut("slow")
    case .timedOut: .found(ticket)
    case .found: .absent("no such request")
    case .absent: .unproven("no proof")
    case .unproven: .notReady("not yet")
    case .notReady: .answered(media, bill)
    case .answered: .withdrawn()
    case .withdrawn: .gone("410")
    case .gone: .media(0, .suspect(1))
    case .media: .collected([], lost: nil)
    case .collected: .filingFailed("the disk is full")
    case .filingFailed: .cancelledBeforeStart
    case .cancelledBeforeStart: .cancelledRunning
    case .cancelledRunning: .cancelTooLate
    case .cancelTooLate: .cancelPending
    case .cancelPending: nil
    }
  }

  /// The name of the case, without what it carries.
  static func name(_ answer: JobMachine.Answer) -> String { word("\(answer)") }

  static func name(_ state: JobMachine.State) -> String {
    if case .ended(let ending, _) = state { "\(ending)" } else { word("\(state)") }
  }

  static func words(_ step: JobMachine.Transition) -> String {
    let effects = step.effects.map { effect in
      switch effect {
      case .count: "count"
      case .record(let ledger): ledger == .entry ? "record with entry" : "record"
      case .note: "note"
      case .remove(let ledger): ledger == .entry ? "remove with entry" : "remove"
      case .publish(let notice): "publish \(word("\(notice)"))"
      case .ask(let question): "ask \(question)"
      }
    }
    return "\(name(step.state)): \(effects.joined(separator: ", "))"
  }

  private static func word(_ description: String) -> String { String(description.prefix { $0 != "(" }) }
}
