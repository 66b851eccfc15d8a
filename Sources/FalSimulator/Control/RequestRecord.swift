import AliceModel

/// A received request, for tests that check what a client sent. Large bodies are not kept.
struct RequestRecord: Sendable {
  let json: JSONValue

  /// `answered` is the status of the response; nil if the connection was cut instead.
  init(_ exchange: Exchange, answered: Int?) {
    var headers = JSONObject()
    for header in exchange.headers { headers[header.name.lowercased()] = .string(header.value) }
    json = [
      "method": .string(exchange.method), "path": .string(exchange.target), "host": .string(exchange.host),
      "headers": .object(headers), "body": RequestRecord.describe(exchange),
      "status": answered.map { JSONValue($0) } ?? .null,
    ]
  }

  /// Returns JSON and short texts unchanged, and everything else as its length and a digest.
  private static func describe(_ exchange: Exchange) -> JSONValue {
    let body = exchange.body
    guard !body.isEmpty else { return .null }
    if body.count <= 65_536, let json = exchange.json { return json }
    if body.count <= 4096, let text = String(validating: body, as: UTF8.self) { return .string(text) }
    return ["bytes": JSONValue(body.count), "digest": .string(StableHash(body).hex)]
  }
}
