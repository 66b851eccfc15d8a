import AliceModel

/// `api.fal.ai/v1`: models, prices, past requests, and the account.
extension Simulation {
  func platform(_ exchange: Exchange, _ path: [String]) async throws -> Answer {
    let (_, refusal) = try await applyFaults(at: .platform, endpoint: exchange.parameter("endpoint_id"))
    if let refusal { return refusal }
    if exchange.method == "GET", path == ["meta"] {
      return .json(200, ["webhook_ip_ranges": ["127.0.0.0/8"]])
    }
    let key: String
    switch admit(exchange, to: "platform") {
    case .refused(let answer): return answer
    case .key(let found): key = found
    }
    switch (exchange.method, path) {
    case ("GET", ["models"]): return models(exchange)
    case ("GET", ["models", "pricing"]): return prices(exchange)
    case ("POST", ["models", "pricing", "estimate"]): return estimate(exchange)
    case ("GET", ["models", "requests", "by-endpoint"]): return requests(exchange, key: key)
    case ("GET", ["account", "billing"]): return billing(exchange, key: key)
    default: return .failure(404, "Path /v1/\(path.joined(separator: "/")) not found")
    }
  }

  private func models(_ exchange: Exchange) -> Answer {
    let ids = exchange.parameters("endpoint_id")
    let words = exchange.parameter("q")?.lowercased() ?? ""
    let category = exchange.parameter("category")
    let found = options.models.models.filter { model in
      (ids.isEmpty || ids.contains(model.endpoint))
        && (words.isEmpty || (model.name + model.endpoint + model.summary).lowercased().contains(words))
        && (category == nil || category == model.kind?.rawValue)
    }
    if ids.count > found.count { return Simulation.missing(ids.filter { id in !found.contains { $0.endpoint == id } }) }
    let page = Page(exchange, count: found.count)
    return .json(
      200,
      .object([
        "models": .array(found[page.range].map(Simulation.description)), "next_cursor": page.next,
        "has_more": .bool(!page.next.isNull),
      ]))
  }

  private static func description(of model: ModelSpec) -> JSONValue {
    [
      "endpoint_id": .string(model.endpoint),
      "metadata": [
        "display_name": .string(model.name), "category": JSONValue(model.kind?.rawValue),
        "description": .string(model.summary), "status": .string(model.status.rawValue), "tags": [],
        "model_url": .string("https://fal.run/\(model.endpoint)"),
      ],
    ]
  }

  private func prices(_ exchange: Exchange) -> Answer {
    let ids = exchange.parameters("endpoint_id")
    guard !ids.isEmpty, ids.count <= 50 else {
      return .failure(400, "endpoint_id: 1 to 50 are taken", type: "bad_request")
    }
    let found = ids.map { ($0, price(of: $0)?.quote(of: $0)) }
    let missing = found.filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else { return Simulation.missing(missing) }
    let prices = found.compactMap(\.1)
    return .json(200, ["prices": .array(prices), "next_cursor": .null, "has_more": false])
  }

  private static func missing(_ ids: [String]) -> Answer {
    let sentence = "Not found: \(ids.joined(separator: ", "))"
    return .json(
      404, ["detail": .string(sentence), "error": ["type": "not_found", "message": .string(sentence)]])
  }

  private func estimate(_ exchange: Exchange) -> Answer {
    guard let body = exchange.json, let endpoints = body["endpoints"]?.objectValue, let type = body["estimate_type"]
    else {
      return .failure(422, "estimate_type and endpoints are required", type: "bad_request")
    }
    var total = Money.zero
    for (id, order) in endpoints {
      guard let price = options.models.models.first(where: { $0.endpoint == id })?.price else {
        return Simulation.missing([id])
      }
      let quantity = order["unit_quantity"]?.doubleValue ?? order["call_quantity"]?.doubleValue ?? 1
      total = total + (price.cost(ofUnits: quantity) ?? .zero)
    }
    return .json(200, ["estimate_type": type, "total_cost": total.json, "currency": "USD"])
  }

  /// Returns the jobs of one endpoint and key, newest first: a client uses them to find out whether a submit without a
  /// response arrived.
  private func requests(_ exchange: Exchange, key: String) -> Answer {
    guard let endpoint = exchange.parameter("endpoint_id") else {
      return .failure(422, "endpoint_id is required", type: "bad_request")
    }
    let now = now
    let jobs = withState { state in state.queue.order.reversed().compactMap { state.queue[$0] } }
      .filter { $0.key == key && $0.endpoint.id == endpoint }
    let page = Page(exchange, count: jobs.count)
    let rows = jobs[page.range].map { job -> JSONValue in
      [
        "request_id": .string(job.id), "endpoint_id": .string(job.endpoint.id),
        "created_at": .string(Timestamp(milliseconds: job.acceptedAt).zulu), "json_input": job.input,
        "status": .string(job.phase(at: now).name),
      ]
    }
    return .json(
      200, ["requests": .array(rows), "next_cursor": page.next, "has_more": .bool(!page.next.isNull)])
  }

  private func billing(_ exchange: Exchange, key: String) -> Answer {
    let now = now
    let spent = withState { state in
      state.queue.jobs.values.filter { $0.key == key }.compactMap { $0.debt(at: now) }.reduce(Money.zero, +)
    }
    let balance = Money(nanos: 100_000_000_000 - min(spent.nanos, 100_000_000_000))
    var body: JSONObject = ["username": "simulated"]
    if exchange.parameter("expand") == "credits" {
      body["credits"] = ["current_balance": balance.json, "currency": "USD"]
    }
    return .json(200, .object(body))
  }
}

/// A page of a list: `limit` rows after `cursor`.
private struct Page {
  let range: Range<Int>
  let next: JSONValue

  init(_ exchange: Exchange, count: Int) {
    let limit = min(max(exchange.parameter("limit").flatMap { Int($0) } ?? 50, 1), 100)
    let start = min(max(exchange.parameter("cursor").flatMap { Int($0) } ?? 0, 0), count)
    range = start..<min(start + limit, count)
    next = range.upperBound < count ? .string(String(range.upperBound)) : .null
  }
}

extension Money {
  /// The amount as a JSON number with exactly its digits.
  var json: JSONValue { JSONNumber(literal: description).map(JSONValue.number) ?? .null }
}
