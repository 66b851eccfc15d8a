import AliceModel

extension SimulatedJob {
  /// Returns the id and the three URLs that every status contains.
  func links(_ origin: String) -> [(String, JSONValue)] {
    let base = "\(origin)/\(endpoint.app)/requests/\(id)"
    return [
      ("request_id", .string(id)), ("response_url", .string(base)), ("status_url", .string(base + "/status")),
      ("cancel_url", .string(base + "/cancel")),
    ]
  }

  func status(at now: Int64, position: Int, origin: String, withLogs: Bool) -> JSONValue {
    var body: JSONObject = ["status": .string(phase(at: now).name)]
    for (name, value) in links(origin) { body[name] = value }
    switch phase(at: now) {
    case .queued:
      body["queue_position"] = JSONValue(position)
    case .running:
      body["logs"] = withLogs ? logs(until: now) : .null
    case .completed:
      body["logs"] = withLogs ? logs(until: endsAt) : .null
      body["metrics"] = ["inference_time": JSONValue(Double(endsAt - startsAt) / 1000)]
      if case .failure(let failure) = outcome {
        body["error"] = .string(failure.statusError)
        body["error_type"] = .string(failure.statusErrorType)
      }
    }
    return .object(body)
  }

  /// Returns a log line at the start and at each quarter of the work.
  private func logs(until moment: Int64) -> JSONValue {
    let quarters = min(steps, 4)
    let start = stuck == nil ? startsAt : readyAt
    let lines = (0..<quarters).compactMap { quarter -> JSONValue? in
      let time = start + duration * Int64(quarter) / Int64(quarters)
      guard time <= moment, moment > start || phase(at: moment) != .queued, stuck == nil || quarter == 0 else {
        return nil
      }
      return [
        "message": .string("step \(1 + quarter * steps / quarters)/\(steps)"), "level": "INFO", "source": "USER",
        "timestamp": .string(Timestamp(milliseconds: time).zulu),
      ]
    }
    return .array(lines)
  }
}

extension SimulatedJob.Phase {
  var name: String {
    switch self {
    case .queued: "IN_QUEUE"
    case .running: "IN_PROGRESS"
    case .completed: "COMPLETED"
    }
  }
}

extension Timestamp {
  /// The time in UTC with a `Z`, as fal writes it.
  var zulu: String { Timestamp(milliseconds: milliseconds).description.replacing("+00:00", with: "Z") }
}
