import AliceModel

/// `/_sim`: the control interface for tests, which fal does not have.
extension Simulation {
  func control(_ exchange: Exchange, _ path: [String]) -> Answer {
    switch (exchange.method, path) {
    case ("GET", []):
      return .json(
        200,
        [
          "service": "fal simulator", "ledger": "/_sim/ledger", "requests": "/_sim/requests", "faults": "/_sim/faults",
          "answers": "/_sim/answers",
        ])
    case ("GET", ["ledger"]): return .json(200, .array(ledger()))
    case ("GET", ["requests"]):
      return .json(200, .array(withState { $0.records }.map(\.json)))
    case ("GET", ["faults"]): return .json(200, .array(withState { $0.faults.faults }.map(\.json)))
    case ("POST", ["faults"]): return addFaults(exchange)
    case ("POST", ["prices"]): return setPrices(exchange)
    case ("DELETE", ["faults"]):
      withState { $0.faults = FaultList() }
      return .json(200, ["faults": []])
    case ("POST", ["answers"]): return setAnswer(exchange)
    case ("DELETE", ["answers"]):
      withState { $0.answers = [:] }
      return .json(200, [:])
    case ("POST", ["reset"]):
      reset()
      return .json(200, ["ok": true])
    default: return .failure(404, "Path /_sim/\(path.joined(separator: "/")) not found")
    }
  }

  /// Sets the answer of an endpoint for all later requests.
  private func setAnswer(_ exchange: Exchange) -> Answer {
    guard let endpoint = exchange.json?["endpoint"]?.stringValue, let output = exchange.json?["output"] else {
      return .failure(400, "endpoint and output are needed")
    }
    withState { $0.answers[endpoint] = AnswerTemplate(output) }
    return .json(200, ["files": .array(AnswerTemplate(output).names.map(JSONValue.string))])
  }

  private func addFaults(_ exchange: Exchange) -> Answer {
    guard let json = exchange.json else { return .failure(400, "One JSON object, or an array of them") }
    let given = json.arrayValue ?? [json]
    let faults = given.compactMap(Fault.init)
    guard faults.count == given.count else {
      let names = Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      let places = Fault.Place.allCases.map(\.rawValue).joined(separator: ", ")
      return .failure(400, "fault is one of \(names); on is one or more of \(places)")
    }
    withState { $0.faults.add(faults) }
    return .json(200, ["faults": .array(withState { $0.faults.faults }.map(\.json))])
  }

  /// Returns one row for each accepted job, oldest first: its identity, its cost, and its state.
  private func ledger() -> [JSONValue] {
    let now = now
    let jobs = withState { state in state.queue.order.compactMap { state.queue[$0] } }
    return jobs.map { job in
      let state = job.ledgerState(at: now)
      let owed = job.owed(at: now)
      return [
        "request_id": .string(job.id), "endpoint": .string(job.endpoint.id),
        "units": owed.map { JSONValue($0.units) } ?? 0, "unit": .string(job.bill.unit),
        "amount": owed.map { $0.amount.map(\.json) ?? .null } ?? 0, "state": .string(state),
      ]
    }
  }
}

extension SimulatedJob {
  /// Returns the bill that is owed, nil if nothing is. After the failure of a job that is the whole bill if the fault says
  /// so, or what the price sets for failures of the model.
  func owed(at now: Int64) -> Bill? {
    guard phase(at: now) == .completed, case .failure(let failure) = outcome else { return bill }
    return bill(for: failure)
  }

  func bill(for failure: JobFailure) -> Bill? {
    failure.isBilled ? bill : failure.isOfModel ? failedBill : nil
  }

  /// Returns the amount owed at a time; nil if there is no price.
  func debt(at now: Int64) -> Money? { owed(at: now).map(\.amount) ?? Money.zero }

  fileprivate func ledgerState(at now: Int64) -> String {
    guard phase(at: now) == .completed, case .failure(let failure) = outcome else { return phase(at: now).name }
    return failure.statusErrorType == "client_cancelled" ? "CANCELLED" : "FAILED"
  }
}
