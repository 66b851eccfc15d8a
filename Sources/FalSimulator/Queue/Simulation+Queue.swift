import AliceModel

/// The client interface of the queue: submit, status, result, cancel.
extension Simulation {
  func submit(_ exchange: Exchange, _ endpoint: EndpointPath) async throws -> Answer {
    let key: String
    switch admit(exchange, to: endpoint.id) {
    case .refused(let answer): return answer
    case .key(let found): key = found
    }
    let (faults, refusal) = try await applyFaults(at: .submit, endpoint: endpoint.id)
    if let refusal { return refusal }
    guard let model = model(for: endpoint) else { return unknownApplication(endpoint) }
    if let limit = exchange.parameter("fal_max_queue_length").flatMap({ Int($0) }), isFull(key: key, limit: limit) {
      return .failure(429, "Queue is full", type: "queue_full")
    }
    let job = accept(
      Order(exchange: exchange, endpoint: endpoint, model: model, key: key, faults: faults, isQueued: true))
    guard !faults.contains(where: { $0.kind == .cutAfterAccept }) else { return .cut }
    return acceptance(of: job, exchange).adding("x-fal-request-id", job.id)
  }

  private func isFull(key: String, limit: Int) -> Bool {
    let now = now
    return withState { $0.queue.waiting(key: key, at: now).count } > limit
  }

  private func acceptance(of job: SimulatedJob, _ exchange: Exchange) -> Answer {
    let now = now
    var body = JSONObject()
    body["status"] = "IN_QUEUE"
    for (name, value) in job.links(exchange.origin) { body[name] = value }
    body["logs"] = .null
    body["metrics"] = [:]
    body["queue_position"] = JSONValue(withState { $0.queue.position(of: job, at: now) })
    return .json(200, .object(body))
  }

  func answer(_ exchange: Exchange, app: EndpointPath, id: String, _ call: JobCall) async throws -> Answer {
    if case .refused(let answer) = admit(exchange, to: app.id) { return answer }
    let found = withState { $0.queue[id] }
    let (faults, refusal) = try await applyFaults(at: call.place, endpoint: found?.endpoint.id ?? app.id)
    if let refusal { return refusal.passesGateway ? refusal.adding("x-fal-request-id", id) : refusal }
    guard let job = found, app.id == job.endpoint.app || app.id == job.endpoint.id else {
      return .json(404, ["status": "NOT_FOUND"])
    }
    switch call {
    case .status: return status(of: job, exchange).adding("x-fal-request-id", id)
    case .statusStream:
      if faults.contains(where: { $0.kind == .silentStream }) {
        return Answer.events { _ in try await Task.sleep(for: .seconds(86_400)) }.adding("x-fal-request-id", id)
      }
      let isCut = faults.contains { $0.kind == .cutStream }
      return statusStream(of: job, exchange, isCut: isCut).adding("x-fal-request-id", id)
    case .result: return try result(of: settle(job, faults), exchange).adding("x-fal-request-id", id)
    case .cancel: return cancel(job).adding("x-fal-request-id", id)
    }
  }

  private func status(of job: SimulatedJob, _ exchange: Exchange) -> Answer {
    let now = now
    let position = withState { $0.queue.position(of: job, at: now) }
    let body = job.status(
      at: now, position: position, origin: exchange.origin, withLogs: exchange.flag("logs"))
    return .json(job.phase(at: now) == .completed ? 200 : 202, body)
  }

  private func statusStream(of job: SimulatedJob, _ exchange: Exchange, isCut: Bool) -> Answer {
    .events { send in
      var last: JSONValue?
      while true {
        let now = self.now
        let (job, position) = self.withState { state in
          let latest = state.queue[job.id] ?? job
          return (latest, state.queue.position(of: latest, at: now))
        }
        let status = job.status(
          at: now, position: position, origin: exchange.origin, withLogs: exchange.flag("logs"))
        if status != last { try await send(status) }
        if isCut { throw CancellationError() }
        last = status
        guard job.phase(at: now) != .completed else { return }
        try await Task.sleep(for: .milliseconds(5))
      }
    }
  }

  /// Changes the outcome of a completed job permanently, if there are faults at the result.
  private func settle(_ job: SimulatedJob, _ faults: [Fault]) -> SimulatedJob {
    let now = now
    guard !faults.isEmpty, job.phase(at: now) == .completed else { return job }
    return withState { state in
      state.queue.update(job.id, at: now) { job in
        if faults.contains(where: { $0.kind == .lostResult }) { job.isLost = true }
        if let failure = faults.lazy.compactMap(\.failure).first { job.outcome = .failure(failure) }
      }
      return state.queue[job.id] ?? job
    }
  }

  func result(of job: SimulatedJob, _ exchange: Exchange) throws -> Answer {
    guard job.phase(at: now) == .completed else { return .failure(400, "Request is still in progress") }
    guard !job.isLost else { return .json(404, ["status": "NOT_FOUND"]) }
    switch job.outcome {
    case .failure(let failure): return failure.answer(job.bill(for: failure))
    case .success(let output):
      let body = try output.json(
        address: { item in
          guard output.isInline else { return "\(exchange.origin)/files/b/sim/\(item.name)" }
          return "data:\(item.contentType);base64,\(try bytes(of: item).base64)"
        }, bytes: { try bytes(of: $0) })
      return .json(200, body, headers: [("X-Fal-Billable-Units", JSONValue(job.bill.units).text)])
    }
  }

  /// Removes a waiting job. Stops a running job in the first half of its duration; after that the job ends normally and
  /// is billed.
  private func cancel(_ job: SimulatedJob) -> Answer {
    let now = now
    switch job.phase(at: now) {
    case .completed: return .json(400, ["status": "ALREADY_COMPLETED"])
    case .running where job.stuck == nil && (now - job.startsAt) * 2 > job.duration: break
    case .queued, .running:
      withState { $0.queue.update(job.id, at: now) { $0.end(at: now, with: .cancelled) } }
    }
    return .json(202, ["status": "CANCELLATION_REQUESTED"])
  }
}

extension JobCall {
  fileprivate var place: Fault.Place {
    switch self {
    case .status: .status
    case .statusStream: .stream
    case .result: .result
    case .cancel: .cancel
    }
  }
}
