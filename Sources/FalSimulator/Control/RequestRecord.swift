import AliceModel

/// What was received, for tests that ask what a client really sent.
struct RequestRecord: Sendable {
  let exchange: Exchange
  let answered: Int?

  /// Bodies that are neither JSON nor short text are told by their length and a digest.
  var json: JSONValue {
    var headers = JSONObject()
    for header in exchange.headers { headers[header.name.lowercased()] = .string(header.value) }
    return [
      "method": .string(exchange.method), "path": .string(exchange.target), "host": .string(exchange.host),
      "headers": .object(headers), "body": body, "status": answered.map { JSONValue($0) } ?? .null,
    ]
  }

  private var body: JSONValue {
    guard !exchange.body.isEmpty else { return .null }
    if exchange.body.count < 1 << 20, let json = exchange.json { return json }
    if exchange.body.count < 4096, let text = String(validating: exchange.body, as: UTF8.self) { return .string(text) }
    return ["bytes": JSONValue(exchange.body.count), "digest": .string(StableHash(exchange.body).hex)]
  }
}
