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
    for state in JobSamples.states {
      for answer in JobSamples.answers {
        let step = JobMachine.next(state, after: answer)
        let cell = "\(JobSamples.name(state)) \(JobSamples.name(answer))"
        let found = listed.removeValue(forKey: cell)
        let expected = try #require(found, "\(cell) is not listed")
        let isIdle = step.state == state && step.effects.isEmpty
        #expect(expected == (isIdle ? "-" : JobSamples.words(step)), "\(cell)")
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
    for state in JobSamples.states where [.submitting, .unknown].contains(state.name) {
      for answer in JobSamples.answers {
        let step = JobMachine.next(state, after: answer)
        #expect(!step.effects.contains(.ask(.submit)) && !step.effects.contains(.ask(.deliverInputs)))
        // It may be sent again where it certainly was not: the answer itself says so, and then somebody has to begin.
        if step.state.name == .prepared { #expect(["notTaken", "interrupted"].contains(JobSamples.name(answer))) }
      }
    }
    let beyond = JobMachineTests.reachable(from: .unknown(reason: "cut"))
    #expect(!beyond.contains { [.prepared, .submitting].contains($0.name) })
    #expect(beyond.contains { $0.name == .done } && beyond.contains { $0.name == .notSubmitted })
  }

  @Test func `nothing leaves before it is recorded that it may leave`() {
    for (state, answer) in JobSamples.all {
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
    for (state, answer) in JobSamples.all {
      let effects = JobMachine.next(state, after: answer).effects
      let asks = effects.indices.filter { if case .ask = effects[$0] { true } else { false } }
      #expect(asks.isEmpty || asks == [effects.count - 1])
    }
  }

  @Test func `a job that is over stays as it ended`() {
    for (state, answer) in JobSamples.all where !state.name.isOpen {
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
      for answer in JobSamples.answers where way.state.name.isOpen {
        let step = JobMachine.next(way.state, after: answer)
        let entries = way.entries + step.effects.count { [.record(.entry), .remove(.entry)].contains($0) }
        if answer == .forgotten || !step.state.name.isOpen {
          ends.insert("\(JobSamples.name(way.state)) \(JobSamples.name(answer)): \(entries)")
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
      left += JobSamples.answers.map { JobMachine.next(state, after: $0).state }
    }
    return seen
  }

  @Test func `a note says why a job is still open, and what was said last stands`() {
    let submitted = JobMachine.State.submitted(JobSamples.ticket, note: nil)
    let cut = JobMachine.next(submitted, after: .cut("no network")).state
    #expect(cut.note == "no network" && cut.ticket == JobSamples.ticket)
    #expect(JobMachine.next(cut, after: .withdrawn()).state.note == "no network")
    #expect(JobMachine.next(submitted, after: .withdrawn()).state.note == "it was cancelled at the provider")
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
        .submitted(JobSamples.ticket, note: nil), after: .answered(JobSamples.media, bill))
      #expect(step.effects.contains(.publish(.unverified(doubted))) == (bill == doubted))
      #expect(step.effects.first == bill.map { .count($0) } ?? .record(.entry))
      #expect(step.effects.contains(.record(.entry)))
    }
    let again = CollectedMedia(output: [:], units: "9")
    let collecting = JobMachine.State.collecting(JobSamples.ticket, JobSamples.media, note: nil)
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
    let step = JobMachine.next(.collecting(JobSamples.ticket, large, note: nil), after: .begin)
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
    say(.found(JobSamples.ticket))
    #expect(job.state == .submitted && job.requestID == "r" && job.error == nil && job.cancelURL == "c")
    say(.answered(JobSamples.media, nil), .media(0, .lost(CollectedMedia.Loss(url: nil, reason: "gone"))))
    #expect(job.state == .submitted && job.taken?["items"]?["0"]?["lost"] == "gone")
    #expect(job.standing == .collecting(JobSamples.ticket, CollectedMedia(job) ?? JobSamples.media, note: nil))
    say(.gone("nothing came of it"))
    #expect(job.state == .failed && job.error == "nothing came of it")
    #expect(job.requestID == "r" && job.taken != nil)
  }
}
