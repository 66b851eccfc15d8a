import AliceFal
import Testing

private let gateway = FalError.unavailable(status: 502, "nginx", requestID: nil, isHTML: true)
private let busy = FalError.unavailable(status: 503, "nginx", requestID: nil, isHTML: true)

@Suite struct `Trying again` {
  private let policy = RetryPolicy(base: .seconds(1), longest: .seconds(30), attempts: 6)

  private func delay(_ failures: [FalError], _ operation: FalOperation) -> Duration? {
    policy.delay(after: failures, of: operation, jitter: 0.5)
  }

  @Test(
    arguments: [
      (.notSent("refused"), true), (.rateLimited(retryAfter: nil, ""), true), (gateway, true), (busy, true),
      (.outcomeUnknown("lost"), false), (.connectionLost("x"), false), (.timedOut("x"), false), (.cancelled, false),
      (.unavailable(status: 502, "", requestID: "id", isHTML: true), false),
      (.unavailable(status: 503, "", requestID: nil, isHTML: false), false),
      (.unavailable(status: 504, "", requestID: nil, isHTML: true), false),
      (.unavailable(status: 500, "", requestID: nil, isHTML: true), false),
      (.failed(status: 503, type: "runner_scheduling_failure", "", isRetryable: true), false),
      (.failed(status: 500, type: "internal_error", "", isRetryable: true), false),
      (.unauthorized(""), false), (.locked(""), false), (.invalidInput([]), false), (.badAnswer(""), false),
    ] as [(FalError, Bool)])
  func `a submit is sent again only where it cannot have been accepted`(failure: FalError, again: Bool) {
    #expect((delay([failure], .submit) != nil) == again)
  }

  @Test func `a submit is sent again once after a gateway's page`() {
    #expect(delay([gateway, busy], .submit) == nil)
    #expect(delay([gateway, .rateLimited(retryAfter: nil, "")], .submit) != nil)
    #expect(delay([gateway, .rateLimited(retryAfter: nil, ""), gateway], .submit) == nil)
  }

  @Test(arguments: [FalOperation.status, .result, .cancel, .upload, .store, .platform, .download])
  func `what costs nothing is sent again freely`(operation: FalOperation) {
    let transient: [FalError] = [
      .notSent(""), .connectionLost(""), .timedOut(""), .rateLimited(retryAfter: nil, ""), gateway, busy,
      .unavailable(status: 504, "", requestID: "id", isHTML: false),
    ]
    for failure in transient { #expect(delay([failure], operation) != nil, "\(failure)") }
    let final: [FalError] = [
      .unauthorized(""), .locked(""), .notFound(""), .invalidInput([]), .contentPolicy(""), .cancelled, .badAnswer(""),
      .tooLarge(limit: 1), .forbiddenAddress(""), .noKey, .notReady, .notWritten(""), .uploadRefused(""),
    ]
    for failure in final { #expect(delay([failure], operation) == nil, "\(failure)") }
  }

  @Test func `a job that failed is not asked again, a status that failed is`() {
    let broken = FalError.failed(status: 500, type: "internal_server_error", "", isRetryable: true)
    #expect(delay([broken], .result) == nil && delay([broken], .status) != nil)
    let page = FalError.unavailable(status: 500, "", requestID: nil, isHTML: true)
    #expect(delay([page], .result) == nil && delay([page], .status) != nil)
  }

  @Test func `waits twice as long each time, within bounds`() {
    let lost = FalError.connectionLost("")
    let delays = (1...6).map { delay(Array(repeating: lost, count: $0), .status) }
    #expect(delays == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), nil])
    #expect(policy.delay(after: [lost], of: .status, jitter: 0) == .seconds(0.5))
    #expect(policy.delay(after: [lost], of: .status, jitter: 1) == .seconds(1.5))
    let patient = RetryPolicy(attempts: .max)
    #expect(patient.delay(after: Array(repeating: lost, count: 200), of: .status, jitter: 9) == patient.longest)
  }

  @Test(arguments: [(7.0, 7.0), (0, 1), (30, 30), (31, 30), (1e300, 30), (-7, 1), (.nan, 1)])
  func `waits as long as the server asks for, within bounds`(asked: Double, waited: Double) {
    #expect(delay([.rateLimited(retryAfter: asked, "")], .result) == .seconds(waited))
    // Who waits for a state waits as long as it takes.
    #expect(delay([.rateLimited(retryAfter: asked, "")], .status) == (asked > 30 ? nil : .seconds(waited)))
  }

  @Test(arguments: [(7.0, 7.0), (0, 1), (31, 31), (7200, 7200), (1e300, 31_536_000), (.infinity, 31_536_000)])
  func `does not submit before the server allows it`(asked: Double, waited: Double) {
    #expect(delay([.rateLimited(retryAfter: asked, "")], .submit) == .seconds(waited))
  }

  @Test func `looks at a job often at first`() {
    let schedule = PollSchedule()
    #expect((0..<6).map(schedule.delay(attempt:)) == [1, 1.5, 2.25, 3.375, 5, 5].map { .seconds($0) })
    #expect(schedule.delay(attempt: .max) == .seconds(5) && schedule.delay(attempt: -1) == .seconds(1))
  }
}
