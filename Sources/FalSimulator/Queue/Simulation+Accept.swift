import AliceModel

/// Accepting a job: from here on it exists, is in the ledger, and has a cost.
extension Simulation {
  struct Order {
    let exchange: Exchange
    let endpoint: EndpointPath
    let model: ModelSpec
    let key: String
    let faults: [Fault]
    /// False for `fal.run`, which has no queue.
    let isQueued: Bool
  }

  /// Returns nil if there is no such application.
  func model(for endpoint: EndpointPath) -> ModelSpec? {
    guard let model = options.models.model(named: endpoint.id) ?? ModelSpec(unlistedEndpoint: endpoint.id) else {
      return nil
    }
    return model.isListed || options.acceptsAnyEndpoint ? model : nil
  }

  func unknownApplication(_ endpoint: EndpointPath) -> Answer {
    .failure(404, "Application \"\(endpoint.app)\" not found")
  }

  func accept(_ order: Order) -> SimulatedJob {
    let now = now
    let id = newRequestID()
    let price = self.price(of: order.endpoint.id)
    let input = order.exchange.json
    return withState { state in
      let shelf = state.shelf
      var runner = Runner(
        model: order.model, endpoint: order.endpoint.id, input: input ?? .null, requestID: id,
        file: { shelf.item(named: $0, at: now) }, isOwn: { $0.contains("/files/b/sim/") })
      runner.template = state.answers[order.endpoint.id]
      runner.members = options.results(order.endpoint.id)
      runner.longestEdge = options.longestEdge
      runner.isBlack = order.faults.contains { $0.kind == .blackImage }
      runner.expiresAt = order.exchange.lifetime("X-Fal-Object-Lifecycle-Preference").map { now + $0 * 1000 }
      let outcome = Simulation.outcome(of: runner, hasBody: input != nil, faults: order.faults)
      if case .success(let output) = outcome {
        for item in output.media { state.shelf.add(item) }
      }
      state.counter += 1
      let job = job(order, id: id, number: state.counter, runner: runner, outcome: outcome, price: price, now: now)
      state.queue.add(job, at: now)
      return state.queue[id] ?? job
    }
  }

  private static func outcome(of runner: Runner, hasBody: Bool, faults: [Fault]) -> JobOutcome {
    guard hasBody else {
      return .failure(JobFailure(model: 422, [InputProblem([], type: "json_invalid", "JSON decode error")]))
    }
    let problems = runner.problems()
    guard problems.isEmpty else { return .failure(JobFailure(model: 422, problems)) }
    if let failure = faults.lazy.compactMap(\.failure).first { return .failure(failure) }
    return .success(runner.output())
  }

  private func job(
    _ order: Order, id: String, number: Int, runner: Runner, outcome: JobOutcome, price: SimulatedPrice?,
    now: Int64
  ) -> SimulatedJob {
    let slow = order.faults.first { $0.kind == .slow }?.seconds ?? runner.input["_slow"]?.doubleValue
    let duration =
      slow.map { Int64(min(max($0, 0), 86_400) * 1000) } ?? options.scaled(seconds: runner.isVideo ? 1.2 : 0.3)
    let readyAt = order.isQueued ? now + options.scaled(seconds: 0.15) : now
    let startTimeout = order.exchange.header("X-Fal-Request-Timeout").flatMap { Double($0) }.flatMap {
      $0.isFinite ? $0 : nil
    }
    let stuck = order.faults.first { $0.kind == .stuck }
    return SimulatedJob(
      id: id, number: number, endpoint: order.endpoint, key: order.key,
      input: order.exchange.header("X-Fal-Store-IO") == "0" ? .null : runner.input, acceptedAt: now, readyAt: readyAt,
      duration: duration, startDeadline: startTimeout.map { now + Int64(min(max($0, 0), 1e9) * 1000) },
      steps: runner.steps, bill: runner.bill(at: price), failedBill: price?.failedUnits.flatMap { price?.bill($0) },
      outcome: outcome,
      stuck: stuck.map { $0.isInProgress ? .inProgress : .inQueue }, startsAt: readyAt, endsAt: readyAt + duration)
  }
}

extension Exchange {
  /// Returns the lifetime in seconds that a lifecycle header gives to a file; nil if the file does not expire.
  func lifetime(_ header: String) -> Int64? {
    guard let text = self.header(header), let json = try? JSONValue(parsing: text) else { return nil }
    return json["expiration_duration_seconds"]?.intValue.map { Int64(min(max($0, 0), 10_000_000_000)) }
  }
}
