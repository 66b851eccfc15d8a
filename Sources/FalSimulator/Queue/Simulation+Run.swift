import AliceModel

/// `fal.run`: the same work without the queue; the response comes on the same connection.
extension Simulation {
  func run(_ exchange: Exchange, _ endpoint: EndpointPath) async throws -> Answer {
    switch try await begin(exchange, endpoint) {
    case .refused(let answer): return answer
    case .began(let job):
      try await wait(until: job.endsAt)
      let latest = withState { $0.queue[job.id] } ?? job
      return try result(of: latest, exchange).adding("x-fal-request-id", job.id)
    }
  }

  func stream(_ exchange: Exchange, _ endpoint: EndpointPath) async throws -> Answer {
    switch try await begin(exchange, endpoint) {
    case .refused(let answer): return answer
    case .began(let job):
      if case .failure(let failure) = job.outcome {
        try await wait(until: job.endsAt)
        return failure.answer(job.bill(for: failure)).adding("x-fal-request-id", job.id)
      }
      return Answer.events { send in
        for step in 1...2 {
          try await self.wait(until: job.startsAt + job.duration * Int64(step) / 2)
          try await send(["step": JSONValue(step)])
        }
      }.adding("x-fal-request-id", job.id)
    }
  }

  private enum Beginning {
    case refused(Answer)
    case began(SimulatedJob)
  }

  private func begin(_ exchange: Exchange, _ endpoint: EndpointPath) async throws -> Beginning {
    let key: String
    switch admit(exchange, to: endpoint.id) {
    case .refused(let answer): return .refused(answer)
    case .key(let found): key = found
    }
    let (faults, refusal) = try await applyFaults(at: .run, endpoint: endpoint.id)
    if let refusal { return .refused(refusal) }
    guard let model = model(for: endpoint) else { return .refused(unknownApplication(endpoint)) }
    let now = now
    guard withState({ $0.queue.running(key: key, at: now) }) < options.concurrency else {
      let sentence = "Too many concurrent requests: the limit is \(options.concurrency)"
      let answer = Answer.failure(429, sentence, type: "concurrent_requests_limit")
      return .refused(answer.adding("X-Fal-needs-retry", "1"))
    }
    let job = accept(
      Order(exchange: exchange, endpoint: endpoint, model: model, key: key, faults: faults, isQueued: false))
    return faults.contains { $0.kind == .cutAfterAccept } ? .refused(.cut) : .began(job)
  }
}
