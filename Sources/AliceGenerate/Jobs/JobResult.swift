import AliceCatalog
import AliceFal
import AliceWorkspace

/// Requests the result of a job from the provider, at every URL that may have it.
struct JobResult: Sendable {
  let workspace: Workspace
  let provider: FalProvider
  let bills: JobBills

  /// The maximum number of attempts at one URL: failures of the platform have the same status codes as failures of the
  /// model.
  private static let tries = 3
  /// The number of times that an unknown result is requested: the provider's queue and its results are separate
  /// systems.
  private static let looks = 8
  /// The number of times that a result is requested once more after the state has said that there will be none.
  private static let doubts = 2
  /// The age in milliseconds up to which a result that is not known yet may still appear.
  private static let youth: Int64 = 3_600_000
  /// The age in milliseconds after which a failure that may not be the job's own is final.
  private static let day: Int64 = 86_400_000
  /// The age in milliseconds after which an unknown result is gone: the provider keeps payloads for thirty days.
  private static let retention: Int64 = 31 * day

  private enum Finding {
    case reply(JobReply)
    case notReady
    case absent(FalError)
  }

  /// Returns the outcome of a job. Repeats the request until `end` if the result is not ready, even if the state was
  /// already complete.
  ///
  /// Returns nil if there is no result and `status` does not say that the job has ended.
  func fetch(_ job: Job, until end: ContinuousClock.Instant, status: FalStatus? = nil) async throws -> JobReply? {
    let mayAppear = age(of: job) < JobResult.youth
    var looks = 0
    while true {
      let finding = try await look(job, number: looks, status)
      switch (finding, status) {
      case (.reply(let reply), _): return reply
      // The result is the better witness while it says that the job runs, but not for ever.
      case (_, .ended(let ending)) where looks >= JobResult.doubts:
        return try await runsAfterAll(job) ? nil : ended(job, ending.failure, nil, status)
      case (.notReady, _) where ContinuousClock.now >= end: return .open(.notReady, job)
      case (_, .unknown): return nil
      case (.absent(let absence), _) where !mayAppear || looks >= JobResult.looks || absence.isDeletion:
        return missing(job, absence)
      case (.notReady, _), (.absent, _): try await Task.sleep(for: provider.polling.delay(attempt: looks))
      }
      looks += 1
    }
  }

  /// Returns whether the state that ended a job was not the job's own: an intermediary reports its failures in the same
  /// form.
  private func runsAfterAll(_ job: Job) async throws -> Bool {
    guard let url = job.statusURL else { return false }
    do {
      switch try await provider.client.status(of: url) {
      case .inQueue, .inProgress: return true
      case .completed, .ended, .unknown: return false
      }
    } catch FalError.cancelled {
      throw CancellationError()
    } catch {
      return false
    }
  }

  private func look(_ job: Job, number: Int, _ status: FalStatus?) async throws -> Finding {
    var absence: FalError?
    for url in urls(of: job) {
      let failure: FalError
      let units: String?
      switch try await ask(url) {
      case .result(let result):
        if result.isEmpty(on: provider.client.configuration), let failure = status?.failure {
          return .reply(try ended(job, failure, result.billableUnits, status))
        }
        return .reply(answered(job, result))
      case .failure(let error, let billed): (failure, units) = (error, billed)
      }
      switch failure {
      case .notReady: return .notReady
      case .notFound(let message): absence = absence ?? .notFound(message)
      // Only the hosts that may have the key are asked.
      case .forbiddenAddress: absence = absence ?? .notFound("\(failure)")
      case .gone(let message): absence = .gone(message)
      case .withdrawn: return .reply(try ended(job, failure, units, status))
      case let error where error.endsTheJob:
        return try await finding(error, units, job, look: number, status)
      case let error:
        if case .ended = status { return .notReady }
        if error.isUnreadable, age(of: job) > JobResult.day {
          return .reply(.gone("the provider's answer cannot be read: \(error)", job))
        }
        return .reply(.open(error, job))
      }
    }
    return .absent(absence ?? .notFound("it has no URL"))
  }

  private func finding(
    _ error: FalError, _ units: String?, _ job: Job, look: Int, _ status: FalStatus?
  ) async throws -> Finding {
    if case .ended(let ending) = status {
      // An intermediary may have sent both.
      guard error.isCertainlyOfTheJob || error.isRefusal || units != nil else { return .notReady }
      // A reason in the result is better than the word in the status.
      let says = error.isCertainlyOfTheJob || ending.reason == nil
      return .reply(try ended(job, says ? error : ending.failure, units, status))
    }
    switch try await verdict(on: error, for: job, look: look) {
    case .final: return .reply(try ended(job, error, units, status))
    case .early: return .notReady
    case .open:
      let failure = AliceError.kept(job: job.id, reason: "\(error)")
      return .reply(JobReply(.unproven("\(error)"), failure: failure))
    }
  }

  /// Returns the reply for a job that has failed or was cancelled, with what the provider bills for it.
  private func ended(
    _ job: Job, _ failure: FalError, _ units: String?, _ status: FalStatus?
  ) throws -> JobReply {
    let isBilled = units.flatMap { Double($0) }.map { $0 > 0 } ?? false
    if case .withdrawn(let reason) = failure {
      let sentence = "job \(job.id) was cancelled at the provider: \(reason)"
      let isFree = !isBilled && (units != nil || status?.neverRan ?? false || FalStatus.saysUnstarted(reason))
      let charge = isFree ? nil : isBilled ? bills.charge(for: job, units: units) : .unknown
      return JobReply(.withdrawn(charge), failure: AliceError.providerRefused(sentence))
    }
    return try JobReply.refused(
      failure, job, in: workspace, charge: isBilled ? bills.charge(for: job, units: units) : nil)
  }

  func answered(_ job: Job, _ result: FalResult) -> JobReply {
    let media = CollectedMedia(
      output: result.output, units: result.billableUnits, recorded: workspace.clock.now(), isCut: result.isCut)
    var reply = JobReply(.answered(media, bills.bill(for: job, units: media.units)))
    reply.result = result
    return reply
  }

  /// Returns the result with new URLs, or nil if it is not available now. The job is unchanged.
  func again(_ job: Job) async throws -> FalResult? {
    for url in urls(of: job) {
      do {
        return try await provider.client.result(url)
      } catch .cancelled {
        throw CancellationError()
      } catch {
        continue
      }
    }
    return nil
  }

  /// Returns the URL that the provider returned, the documented one, the one under the whole endpoint, and then the long
  /// form of each.
  private func urls(of job: Job) -> [String] {
    var urls = [job.responseURL].compactMap { $0 }
    if let id = job.requestID {
      let base = provider.client.configuration.queueURL
      urls.append(FalSubmission(requestID: id, endpoint: job.endpoint, base: base).responseURL)
      urls.append(FalSubmission.wholeResponseURL(requestID: id, endpoint: job.endpoint, base: base))
    }
    return (urls + urls.map { $0 + "/response" }).withoutRepetitions
  }

  /// Returns the answer at `url`. Repeats the request after errors that may be temporary.
  private func ask(_ url: String) async throws -> FalOutcome {
    for attempt in 1..<JobResult.tries {
      let outcome = try await outcome(at: url)
      guard case .failure(let error, _) = outcome, error.mayPassAtResult else { return outcome }
      try await Task.sleep(for: provider.polling.delay(attempt: attempt))
    }
    return try await outcome(at: url)
  }

  private func outcome(at url: String) async throws -> FalOutcome {
    do {
      return try await provider.client.outcome(at: url)
    } catch .cancelled {
      throw CancellationError()
    } catch {
      return .failure(error, billableUnits: nil)
    }
  }

  private enum Verdict {
    case final
    /// The job has not ended.
    case early
    /// The outcome cannot be determined: the job is unchanged.
    case open
  }

  /// Returns whether a failure at the result is final.
  ///
  /// A temporary failure of the platform, or the response of a proxy, looks like a failure of the job. The job's own
  /// failure has a specific form, or its state confirms it; any other is final after a day.
  private func verdict(on error: FalError, for job: Job, look: Int) async throws -> Verdict {
    if error.isCertainlyOfTheJob { return .final }
    let isOld = age(of: job) > JobResult.day
    guard let url = job.statusURL else { return isOld ? .final : .open }
    do {
      switch try await provider.client.status(of: url) {
      case .completed(nil, nil, _, _) where error.isBareRefusal || error.isTyped:
        return look < JobResult.looks ? .early : .final
      case .completed(nil, nil, _, _): return error.isRefusal || isOld ? .final : .open
      case .completed, .ended: return .final
      case .inQueue, .inProgress: return .early
      case .unknown: return isOld ? .final : .early
      }
    } catch FalError.cancelled {
      throw CancellationError()
    } catch {
      // The state is not available, so it confirms nothing.
      return isOld ? .final : .open
    }
  }

  private func age(of job: Job) -> Int64 { workspace.clock.now().milliseconds - job.created.milliseconds }

  /// Returns the reply for a result that was not found. A deleted one is final; an unknown one may be a temporary error
  /// until the retention period is over.
  private func missing(_ job: Job, _ absence: FalError) -> JobReply {
    if absence.isDeletion { return .gone("the provider has deleted the result", job) }
    guard age(of: job) < JobResult.retention else {
      return .gone("the provider does not know the request any more", job)
    }
    return .open(absence, job)
  }
}

extension FalProvider {
  /// Returns the URLs at which the status of a job may be: the one that the provider returned, the documented one, and
  /// the one under the whole endpoint.
  func statusURLs(of job: Job) -> [String] {
    var urls = [job.statusURL].compactMap { $0 }
    if let id = job.requestID {
      let base = client.configuration.queueURL
      urls.append(FalSubmission(requestID: id, endpoint: job.endpoint, base: base).statusURL)
      urls.append(FalSubmission.wholeResponseURL(requestID: id, endpoint: job.endpoint, base: base) + "/status")
    }
    return urls.withoutRepetitions
  }
}

extension [String] {
  fileprivate var withoutRepetitions: [String] {
    enumerated().filter { firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }
}

extension FalError {
  /// Whether the error has a form that only the model or the platform uses for a request, and no proxy.
  fileprivate var isCertainlyOfTheJob: Bool {
    switch self {
    case .contentPolicy: true
    case .invalidInput(let problems): problems.contains { !$0.isBare }
    case .failed(let status, let type, _, _): status < 500 && type != nil
    default: false
    }
  }

  /// Whether the error is a rejection of the input, which a completed job may have as its result.
  fileprivate var isRefusal: Bool { if case .invalidInput = self { true } else { false } }

  /// Whether the error is a rejection without a type.
  fileprivate var isBareRefusal: Bool {
    if case .failed(status: ..<500, type: nil, _, _) = self { true } else { false }
  }

  /// Whether the answer came and is of no use. An intermediary may have sent it, but not for a day.
  fileprivate var isUnreadable: Bool {
    switch self {
    case .badAnswer, .tooLarge: true
    default: false
    }
  }

  /// Whether it is a model's own failure by its type, although gateways have its status as well. The platform's pass.
  fileprivate var isTyped: Bool {
    if case .failed(500, let type?, _, _) = self { !type.hasPrefix("runner_") } else { false }
  }

  fileprivate var isDeletion: Bool { if case .gone = self { true } else { false } }

  fileprivate var mayPassAtResult: Bool {
    switch self {
    case .badAnswer, .unavailable(status: 400..<500, _, _, _): true
    case .invalidInput, .failed: !isCertainlyOfTheJob
    default: false
    }
  }
}
