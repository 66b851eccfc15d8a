package import AliceModel
import AliceNumbers
import NIOHTTP1

extension FalClient {
  /// Returns the requests that were sent to an endpoint since a time: the only way to learn the outcome of a submit
  /// without a response.
  package func recentRequests(endpoint: String, since: Timestamp) async throws(FalError) -> [FalRequestRecord] {
    let query =
      "/models/requests/by-endpoint?endpoint_id=\(FalClient.escaped(endpoint))"
      + "&start=\(FalClient.escaped(since.description))"
    var records: [FalRequestRecord] = []
    var cursor: String?
    for _ in 0..<20 {
      let json = try await platform(query + (cursor.map { "&cursor=" + FalClient.escaped($0) } ?? ""))
      let list = ["requests", "items", "data"].lazy.compactMap { json[$0]?.arrayValue }.first ?? json.arrayValue
      guard let list else { throw .badAnswer("no list of requests") }
      records += list.compactMap { FalRequestRecord(json: $0, endpoint: endpoint) }
      cursor = json["next_cursor"]?.stringValue
      guard cursor != nil, json["has_more"]?.boolValue != false else { return records }
    }
    // A request that is missing from a truncated list may be in the rest of it.
    throw .badAnswer("a longer list of requests than can be looked through")
  }

  /// Returns the current prices; one endpoint that fal does not know fails the whole call with `notFound`.
  package func prices(endpoints: [String], policy: RetryPolicy? = nil) async throws(FalError) -> [FalPrice] {
    guard !endpoints.isEmpty else { return [] }
    let query = endpoints.prefix(50).map { "endpoint_id=" + FalClient.escaped($0) }.joined(separator: "&")
    let json = try await platform("/models/pricing?" + query, policy: policy)
    guard let list = json["prices"]?.arrayValue else { throw .badAnswer("no list of prices") }
    return list.compactMap(FalPrice.init(json:))
  }

  /// Returns the balance of the account. Throws `unauthorized` or `notFound` if the key may not ask for it.
  package func balance(policy: RetryPolicy? = nil) async throws(FalError) -> FalBalance {
    guard let balance = FalBalance(json: try await platform("/account/billing?expand=credits", policy: policy)) else {
      throw .badAnswer("no balance of the account")
    }
    return balance
  }

  /// Returns the lifecycle statuses of endpoints; one that fal does not know fails the whole call with `notFound`.
  package func statuses(endpoints: [String]) async throws(FalError) -> [FalModelStatus] {
    guard !endpoints.isEmpty else { return [] }
    let query = endpoints.prefix(50).map { "endpoint_id=" + FalClient.escaped($0) }.joined(separator: "&")
    let json = try await platform("/models?limit=50&" + query)
    guard let list = json["models"]?.arrayValue else { throw .badAnswer("no list of models") }
    return list.compactMap(FalModelStatus.init(json:))
  }

  /// Returns the OpenAPI document of an endpoint, with one attempt and without the key.
  package func schema(of endpoint: String) async throws(FalError) -> JSONValue {
    guard let address = configuration.openAPI.appending("?endpoint_id=" + FalClient.escaped(endpoint)) else {
      throw .forbiddenAddress(configuration.openAPI.text)
    }
    var exchange = Exchange(address: address, limit: ModelSpec.schemaLimits.bytes)
    exchange.headers = [("User-Agent", configuration.userAgent), ("Accept", "application/json")]
    let answer = try await attempt(.platform, exchange, over: .keyed)
    guard let json = try? JSONValue(parsing: answer.body, limits: ModelSpec.schemaLimits) else {
      throw .badAnswer("no schema of \(endpoint)")
    }
    return json
  }

  /// Requests an upload token, which costs nothing. Throws `unauthorized` for a wrong key and `locked` for an empty
  /// account.
  package func testKey() async throws(FalError) {
    guard let address = configuration.rest.appending("/storage/auth/token?storage_type=fal-cdn-v3") else {
      throw .forbiddenAddress(configuration.restURL)
    }
    var exchange = Exchange(method: .POST, address: address, body: RequestBody(Array("{}".utf8)))
    exchange.headers = [("Content-Type", "application/json")]
    _ = try await request(.platform, exchange).json()
  }

  func platform(_ path: String, policy: RetryPolicy? = nil) async throws(FalError) -> JSONValue {
    guard let address = configuration.platform.appending(path) else {
      throw .forbiddenAddress(configuration.platformURL)
    }
    return try await request(.platform, Exchange(address: address, limit: 32 << 20), policy: policy).json()
  }

  /// Percent-encodes a value for a query.
  static func escaped(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        [byte]
      default: [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
