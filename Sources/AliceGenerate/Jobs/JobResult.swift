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
  func fetch(_ job: Job, until end: ContinuousClock.Instant) async throws -> JobReply {
    let mayAppear = age(of: job) < JobResult.youth
    var looks = 0
    while true {
      switch try await look(job, number: looks) {
      case .reply(let reply): return reply
      case .notReady where ContinuousClock.now >= end: return .open(.notReady, job)
      case .absent(let absence) where !mayAppear || looks >= JobResult.looks || absence.isDeletion:
        return missing(job, absence)
      case .notReady, .absent: try await Task.sleep(for: provider.polling.delay(attempt: looks))
      }
      looks += 1
    }
  }

  private func look(_ job: Job, number: Int) async throws -> Finding {
    var absence: FalError?
    for url in urls(of: job) {
      do {
        return .reply(answered(job, try await ask(url)))
      } catch .notReady {
        return .notReady
      } catch .notFound(let message) {
        absence = absence ?? .notFound(message)
      } catch .gone(let message) {
        absence = .gone(message)
      } catch .cancelled {
        throw CancellationError()
      } catch .withdrawn {
        return .reply(
          JobReply(.withdrawn, failure: AliceError.providerRefused("job \(job.id) was cancelled")))
      } catch let error where error.endsTheJob {
        switch try await verdict(on: error, for: job, look: number) {
        case .final: return .reply(try JobReply.refused(error, job, in: workspace))
        case .early: return .notReady
        case .open:
          let failure = AliceError.kept(job: job.id, reason: "\(error)")
          return .reply(JobReply(.unproven("\(error)"), failure: failure))
        }
      } catch {
        return .reply(.open(error, job))
      }
    }
    return .absent(absence ?? .notFound("it has no URL"))
  }

  private func answered(_ job: Job, _ result: FalResult) -> JobReply {
    let media = CollectedMedia(output: result.output, units: result.billableUnits)
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

  /// Returns the URL that the provider returned and its long form, then the documented and observed forms.
  private func urls(of job: Job) -> [String] {
    var urls: [String] = []
    if let url = job.responseURL { urls += [url, url + "/response"] }
    if let id = job.requestID {
      let base = provider.client.configuration.queueURL
      urls.append(FalSubmission(requestID: id, endpoint: job.endpoint, base: base).responseURL)
      urls.append(FalSubmission.wholeResponseURL(requestID: id, endpoint: job.endpoint, base: base))
    }
    return urls.enumerated().filter { urls.firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }

  /// Returns the result at `url`. Repeats the request after errors that may be temporary.
  private func ask(_ url: String) async throws(FalError) -> FalResult {
    for attempt in 1..<JobResult.tries {
      do {
        return try await provider.client.result(url)
      } catch let error where error.mayPassAtResult {
        try await pause(attempt)
      }
    }
    return try await provider.client.result(url)
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
      case .completed(nil, nil, _, _) where error.isBareRefusal: return look < JobResult.looks ? .early : .final
      case .completed(nil, nil, _, _): return error.isRefusal || isOld ? .final : .open
      case .completed: return .final
      case .inQueue, .inProgress: return .early
      }
    } catch FalError.cancelled {
      throw CancellationError()
    } catch {
      // The state is not available, so it confirms nothing.
      return isOld ? .final : .open
    }
  }

  private func age(of job: Job) -> Int64 { workspace.clock.now().milliseconds - job.created.milliseconds }

  private func pause(_ attempt: Int) async throws(FalError) {
    do {
      try await Task.sleep(for: provider.polling.delay(attempt: attempt))
    } catch {
      throw .cancelled
    }
  }

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

  fileprivate var isDeletion: Bool { if case .gone = self { true } else { false } }

  fileprivate var mayPassAtResult: Bool {
    switch self {
    case .badAnswer, .unavailable(status: 400..<500, _, _, _): true
    case .invalidInput, .failed: !isCertainlyOfTheJob
    default: false
    }
  }
}
