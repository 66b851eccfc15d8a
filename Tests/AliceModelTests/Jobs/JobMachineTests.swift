import AliceModel
import Testing

@Suite struct JobMachineTests {
  /// For every state: what follows from each answer, and after the dash those that change nothing.
  ///
  /// What is read here is the whole life of a paid job; it is written by hand, not derived.
  private static let table = """
    prepared
      begin               prepared: ask deliverInputs
      inputsSent          submitting: record, publish started, ask submit
      inputsRefused       notSubmitted: record, publish failed
      cancelWanted        cancelled: record
      simulatorGone       cancelled: record
      forgotten           prepared: remove
      -  interrupted waitOver accepted refused denied notTaken serverError cut timedOut found absent unproven notReady
      -  answered withdrawn gone media collected filingFailed
      -  cancelledBeforeStart cancelledRunning cancelTooLate cancelPending
    submitting
      begin               unknown: record, ask lookUp
      cancelWanted        unknown: record, ask lookUp
      accepted            submitted: record, publish queued, ask result
      refused             failed: record, publish failed
      denied              notSubmitted: record, publish failed
      notTaken            prepared: record, publish failed
      interrupted         prepared: record
      serverError         unknown: record, ask lookUp
      cut                 unknown: record, ask lookUp
      timedOut            unknown: record, ask lookUp
      notReady            unknown: record, ask lookUp
      simulatorGone       cancelled: record
      forgotten           submitting: remove with entry
      -  waitOver inputsSent inputsRefused found absent unproven answered withdrawn gone media collected filingFailed
      -  cancelledBeforeStart cancelledRunning cancelTooLate cancelPending
    unknown
      begin               unknown: ask lookUp
      cancelWanted        unknown: ask lookUp
      found               submitted: record, publish queued, ask result
      absent              notSubmitted: record, publish failed
      simulatorGone       cancelled: record
      forgotten           unknown: remove with entry
      -  unproven interrupted waitOver inputsSent inputsRefused accepted refused denied notTaken serverError cut timedOut
      -  notReady answered withdrawn gone media collected filingFailed
      -  cancelledBeforeStart cancelledRunning cancelTooLate cancelPending
    submitted
      begin               submitted: ask result
      answered            collecting: count, record with entry, publish unverified, ask collect
      refused             failed: record, publish failed
      withdrawn           cancelled: record with entry, publish failed
      gone                failed: record with entry, publish failed
      denied              submitted: note
      notTaken            submitted: note
      serverError         submitted: note
      cut                 submitted: note
      timedOut            submitted: note
      unproven            submitted: note
      notReady            submitted: note
      filingFailed        submitted: note
      cancelWanted        submitted: ask withdraw
      cancelledBeforeStart cancelled: record
      cancelledRunning    cancelled: record with entry
      cancelPending       submitted: record
      simulatorGone       cancelled: record
      forgotten           submitted: remove with entry
      -  cancelTooLate interrupted waitOver inputsSent inputsRefused accepted found absent media collected
    collecting
      begin               collecting: ask collect
      answered            collecting: ask collect
      media               collecting: record
      collected           done: record, publish completed
      refused             failed: record, publish failed
      withdrawn           cancelled: record, publish failed
      gone                failed: record, publish failed
      denied              collecting: note
      notTaken            collecting: note
      serverError         collecting: note
      cut                 collecting: note
      timedOut            collecting: note
      unproven            collecting: note
      notReady            collecting: note
      filingFailed        collecting: note
      cancelWanted        collecting: ask withdraw
      cancelledBeforeStart cancelled: record
      cancelledRunning    cancelled: record
      cancelPending       collecting: record
      simulatorGone       cancelled: record
      forgotten           collecting: remove
      -  cancelTooLate interrupted waitOver inputsSent inputsRefused accepted found absent
    done
      forgotten           done: remove
      -  \(all)
    failed
      forgotten           failed: remove
      -  \(all)
    notSubmitted
      forgotten           notSubmitted: remove
      -  \(all)
    cancelled
      forgotten           cancelled: remove
      -  \(all)
    """

  /// What is said to a job that is over changes nothing: all but `forgotten`.
  private static let all = """
    begin cancelWanted simulatorGone interrupted waitOver inputsSent inputsRefused accepted refused denied notTaken \
    serverError cut timedOut found absent unproven notReady answered withdrawn gone media collected filingFailed \
    cancelledBeforeStart cancelledRunning cancelTooLate cancelPending
    """

  @Test func `what follows from every answer in every state is written down, and nothing else`() throws {
    var listed = try JobMachineTests.read(JobMachineTests.table)
    for state in Samples.states {
      for answer in Samples.answers {
        let step = JobMachine.next(state, after: answer)
        let cell = "\(Samples.name(state)) \(Samples.name(answer))"
        let found = listed.removeValue(forKey: cell)
        let expected = try #require(found, "\(cell) is not listed")
        let isIdle = step.state == state && step.effects.isEmpty
        #expect(expected == (isIdle ? "-" : Samples.words(step)), "\(cell)")
      }
    }
    #expect(listed.isEmpty, "there are no such states or answers")
  }

  private static func read(_ table: String) throws -> [String: String] {
    var cells: [String: String] = [:]
    var state = ""
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let isCell = line.hasPrefix("  ")
      guard isCell else {
        state = words[0]
        continue
      }
      let names = words[0] == "-" ? words.dropFirst() : words.prefix(1)
      for name in names {
        let cell = words[0] == "-" ? "-" : words.dropFirst().joined(separator: " ")
        #expect(cells.updateValue(cell, forKey: "\(state) \(name)") == nil, "\(state) \(name) is listed twice")
      }
    }
    return cells
  }

  @Test func `a submit whose outcome is unknown is never sent again by itself`() {
    for state in Samples.states where [.submitting, .unknown].contains(state.name) {
      for answer in Samples.answers {
        let step = JobMachine.next(state, after: answer)
        #expect(!step.effects.contains(.ask(.submit)) && !step.effects.contains(.ask(.deliverInputs)))
        // It may be sent again where it certainly was not: the answer itself says so, and then somebody has to begin.
        if step.state.name == .prepared { #expect(["notTaken", "interrupted"].contains(Samples.name(answer))) }
      }
    }
    let beyond = JobMachineTests.reachable(from: .unknown(reason: "cut"))
    #expect(!beyond.contains { [.prepared, .submitting].contains($0.name) })
    #expect(beyond.contains { $0.name == .done } && beyond.contains { $0.name == .notSubmitted })
  }

  @Test func `nothing leaves before it is recorded that it may leave`() {
    for (state, answer) in Samples.all {
      let step = JobMachine.next(state, after: answer)
      if step.effects.contains(.ask(.submit)) {
        #expect(state.name == .prepared && step.state.name == .submitting)
        #expect(step.effects.first == .record(.unchanged))
      }
      guard step.state.name != state.name || step.state.ticket != state.ticket else { continue }
      // Whatever a job comes to is on disk before anybody hears of it, and before anything else is asked.
      let first = step.effects.first { if case .count = $0 { false } else { true } }
      #expect(first == .record(.unchanged) || first == .record(.entry), "\(state) after \(answer)")
    }
  }

  @Test func `what has to be asked comes last, and once`() {
    for (state, answer) in Samples.all {
      let effects = JobMachine.next(state, after: answer).effects
      let asks = effects.indices.filter { if case .ask = effects[$0] { true } else { false } }
      #expect(asks.isEmpty || asks == [effects.count - 1])
    }
  }

  @Test func `a job that is over stays as it ended`() {
    for (state, answer) in Samples.all where !state.name.isOpen {
      let step = JobMachine.next(state, after: answer)
      #expect(step.state == state)
      #expect(step.effects == (answer == .forgotten ? [.remove(.unchanged)] : []))
    }
  }

  /// Along every way that a job can take, whatever is said to it on the way.
  @Test func `what may be billed has one entry in the ledger at its end, and what is not has none`() {
    var ends: Set<String> = []
    var seen: Set<Way> = []
    var left = [Way(state: .prepared(note: nil), entries: 0)]
    while let way = left.popLast() {
      guard seen.insert(way).inserted else { continue }
      #expect(way.entries <= 1)
      for answer in Samples.answers where way.state.name.isOpen {
        let step = JobMachine.next(way.state, after: answer)
        let entries = way.entries + step.effects.count { [.record(.entry), .remove(.entry)].contains($0) }
        if answer == .forgotten || !step.state.name.isOpen {
          ends.insert("\(Samples.name(way.state)) \(Samples.name(answer)): \(entries)")
        }
        if answer != .forgotten { left.append(Way(state: step.state, entries: entries)) }
      }
    }
    let unpaid = [
      "prepared cancelWanted", "prepared inputsRefused", "prepared simulatorGone", "prepared forgotten",
      "submitting refused", "submitting denied", "submitting simulatorGone", "unknown absent", "unknown simulatorGone",
      "submitted refused", "submitted cancelledBeforeStart", "submitted simulatorGone",
    ]
    let paid = [
      "submitting forgotten", "unknown forgotten", "submitted forgotten", "submitted gone", "submitted withdrawn",
      "submitted cancelledRunning", "collecting forgotten", "collecting collected", "collecting gone",
      "collecting withdrawn", "collecting cancelledRunning", "collecting cancelledBeforeStart", "collecting refused",
      "collecting simulatorGone",
    ]
    #expect(ends == Set(unpaid.map { $0 + ": 0" } + paid.map { $0 + ": 1" }))
  }

  private struct Way: Hashable {
    let state: JobMachine.State
    let entries: Int
  }

  private static func reachable(from state: JobMachine.State) -> Set<JobMachine.State> {
    var seen: Set<JobMachine.State> = []
    var left = [state]
    while let state = left.popLast() {
      guard seen.insert(state).inserted else { continue }
      left += Samples.answers.map { JobMachine.next(state, after: $0).state }
    }
    return seen
  }

  @Test func `a note says why a job is still open, and what was said last stands`() {
    let submitted = JobMachine.State.submitted(Samples.ticket, note: nil)
    let cut = JobMachine.next(submitted, after: .cut("no network")).state
    #expect(cut.note == "no network" && cut.ticket == Samples.ticket)
    #expect(JobMachine.next(cut, after: .withdrawn).state.note == "no network")
    #expect(JobMachine.next(submitted, after: .withdrawn).state.note == "it was cancelled at the provider")
    #expect(JobMachine.next(cut, after: .interrupted).state == cut)
    let kept = JobMachine.next(.submitting(note: nil), after: .notTaken("too many")).state
    #expect(kept == .prepared(note: "too many"))
    let stopped = JobMachine.next(.submitting(note: "too many"), after: .interrupted).state
    #expect(stopped == .prepared(note: "too many"))
  }

  @Test func `a bill that is not believed is told, and the first one counts`() throws {
    let believed = try #require(Bill(units: nil, price: nil, estimate: .zero, reserved: nil))
    let doubted = try #require(Bill(units: "1", price: nil, estimate: nil, reserved: Money(nanos: 10)))
    for bill in [doubted, believed, nil] {
      let step = JobMachine.next(
        .submitted(Samples.ticket, note: nil), after: .answered(Samples.media, bill))
      #expect(step.effects.contains(.publish(.unverified(doubted))) == (bill == doubted))
      #expect(step.effects.first == bill.map { .count($0) } ?? .record(.entry))
      #expect(step.effects.contains(.record(.entry)))
    }
    let again = CollectedMedia(output: [:], units: "9")
    let collecting = JobMachine.State.collecting(Samples.ticket, Samples.media, note: nil)
    #expect(JobMachine.next(collecting, after: .answered(again, doubted)).state == collecting)
  }

  @Test func `an answer that was too large to keep is asked for again`() {
    let large = CollectedMedia(output: .string(String(repeating: "x", count: 300 << 10)), units: "1")
    var job = Job(
      id: "j", state: .submitted, provider: "fal", model: "m", endpoint: "e", input: [:],
      created: Timestamp(milliseconds: 0), taken: large.json)
    #expect(job.advance(after: .begin) == [.ask(.result)])
    job = Job(
      id: "j", state: .submitted, provider: "fal", model: "m", endpoint: "e", input: [:],
      created: Timestamp(milliseconds: 0), taken: ["output": nil, "items": [:]])
    #expect(job.advance(after: .begin) == [.ask(.result)])
    let step = JobMachine.next(.collecting(Samples.ticket, large, note: nil), after: .begin)
    #expect(step.effects == [.ask(.result)])
  }

  @Test func `what has no address to cancel at is not asked to stop`() {
    let ticket = JobTicket(requestID: "r", statusURL: "s", responseURL: nil, cancelURL: nil)
    #expect(JobMachine.next(.submitted(ticket, note: nil), after: .cancelWanted).effects.isEmpty)
  }

  @Test func `a job is what its state says, and what it knew before stays in it`() {
    var job = Job(
      id: "j", provider: "fal", model: "m", endpoint: "e", input: [:], created: Timestamp(milliseconds: 0),
      estimate: Money(nanos: 1))
    func say(_ answers: JobMachine.Answer...) { for answer in answers { _ = job.advance(after: answer) } }
    say(.begin, .inputsSent)
    #expect(job.state == .submitting)
    say(.cut("no answer"))
    #expect(job.state == .unknown && job.error == "no answer" && job.requestID == nil)
    say(.found(Samples.ticket))
    #expect(job.state == .submitted && job.requestID == "r" && job.error == nil && job.cancelURL == "c")
    say(.answered(Samples.media, nil), .media(0, .lost("gone")))
    #expect(job.state == .submitted && job.taken?["items"]?["0"]?["lost"] == "gone")
    #expect(job.standing == .collecting(Samples.ticket, CollectedMedia(job) ?? Samples.media, note: nil))
    say(.gone("nothing came of it"))
    #expect(job.state == .failed && job.error == "nothing came of it")
    #expect(job.requestID == "r" && job.taken != nil)
  }
}

/// One of every state and of every answer.
private enum Samples {
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
    case .answered: .withdrawn
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
