import AliceCatalog
import AliceFal
import AliceWorkspace

/// What the provider says came of a job, asked for in every way that there is.
struct JobResult: Sendable {
  let workspace: Workspace
  let provider: FalProvider
  let bills: JobBills

  /// Failures of the platform at the result are told by the same numbers as failures of the model.
  private static let tries = 3
  /// What the provider does not know yet is looked for so often: its queue and its results are not one place.
  private static let looks = 8
  /// A request of this age is no longer one that is only not known yet.
  private static let youth: Int64 = 3_600_000
  /// A failure that may be somebody else's is believed after a day.
  private static let day: Int64 = 86_400_000
  /// The provider keeps payloads for thirty days; what it does not know after that is gone.
  private static let retention: Int64 = 31 * day

  private enum Finding {
    case reply(JobReply)
    case notReady
    case absent(FalError)
  }

  /// It is asked for again as long as the provider says that it is on its way, whatever the state said before, until `end`.
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
    for url in addresses(of: job) {
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
    return .absent(absence ?? .notFound("it has no address"))
  }

  private func answered(_ job: Job, _ result: FalResult) -> JobReply {
    let media = CollectedMedia(output: result.output, units: result.billableUnits)
    var reply = JobReply(.answered(media, bills.bill(for: job, units: media.units)))
    reply.result = result
    return reply
  }

  /// The same with fresh addresses in it; nil where it is not to be had now. The job stays as it is.
  func again(_ job: Job) async throws -> FalResult? {
    for url in addresses(of: job) {
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

  /// The address that was told and its long form, then those that the provider documents or has been seen to use.
  private func addresses(of job: Job) -> [String] {
    var urls: [String] = []
    if let url = job.responseURL { urls += [url, url + "/response"] }
    if let id = job.requestID {
      let base = provider.client.configuration.queueURL
      urls.append(FalSubmission(requestID: id, endpoint: job.endpoint, base: base).responseURL)
      urls.append(FalSubmission.wholeResponseURL(requestID: id, endpoint: job.endpoint, base: base))
    }
    return urls.enumerated().filter { urls.firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }

  /// What may be a fault of the moment is asked again before it is believed.
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
    /// The job is not at its end.
    case early
    /// Nobody can tell: the job stays as it is.
    case open
  }

  /// A failure of the platform at the moment of asking looks like the failure of a job, and so does what somebody between
  /// says. The job's own is told in a form of its own, or by its state, too; without that it is believed after a day.
  private func verdict(on error: FalError, for job: Job, look: Int) async throws -> Verdict {
    if error.isWordOnTheJob { return .final }
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
      // It cannot be asked now, so nothing is certain.
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

  /// Deleted is the end; unknown may be a fault of the moment, until it is older than the provider's memory.
  private func missing(_ job: Job, _ absence: FalError) -> JobReply {
    if absence.isDeletion { return .gone("the provider has deleted the result", job) }
    guard age(of: job) < JobResult.retention else {
      return .gone("the provider does not know the request any more", job)
    }
    return .open(absence, job)
  }
}

extension FalError {
  /// True for what the model or the platform says of a request in a form that nothing between has.
  fileprivate var isWordOnTheJob: Bool {
    switch self {
    case .contentPolicy: true
    case .invalidInput(let problems): problems.contains { !$0.isBare }
    case .failed(let status, let type, _, _): status < 500 && type != nil
    default: false
    }
  }

  /// True for a plain no, which a job that is at its end has for its result.
  fileprivate var isRefusal: Bool { if case .invalidInput = self { true } else { false } }

  /// True for a no that does not say of what.
  fileprivate var isBareRefusal: Bool {
    if case .failed(status: ..<500, type: nil, _, _) = self { true } else { false }
  }

  fileprivate var isDeletion: Bool { if case .gone = self { true } else { false } }

  fileprivate var mayPassAtResult: Bool {
    switch self {
    case .badAnswer, .unavailable(status: 400..<500, _, _, _): true
    case .invalidInput, .failed: !isWordOnTheJob
    default: false
    }
  }
}
