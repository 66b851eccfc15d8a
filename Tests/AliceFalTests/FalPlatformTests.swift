import AliceFal
import AliceModel
import Testing

@Suite struct `The platform` {
  @Test(arguments: [
    #"{"requests":[{"request_id":"r1","endpoint_id":"fal-ai/flux/dev","created_at":"2026-11-22T17:30:48.727Z","json_input":{"prompt":"x"},"status":"COMPLETED"}],"next_cursor":null,"has_more":false}"#,
    #"{"items":[{"request_id":"r1","started_at":"2026-11-22T17:30:48.727Z","input":"{\"prompt\":\"x\"}","status":"COMPLETED"}]}"#,
    #"{"data":[{"request_id":"r1","sent_at":"2026-11-22T17:30:48.727Z","payload":{"prompt":"x"},"status":"COMPLETED"},{"no":"id"},7]}"#,
  ])
  func `lists past requests in any of its shapes`(body: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    let records = try await withClient(of: server) { client in
      try await client.recentRequests(
        endpoint: "fal-ai/flux/dev", since: try #require(Timestamp("2026-11-22T18:00:00+01:00")))
    }
    #expect(
      server.requests[0].target
        == "/v1/models/requests/by-endpoint?endpoint_id=fal-ai%2Fflux%2Fdev&start=2026-11-22T18%3A00%3A00%2B01%3A00")
    #expect(records.count == 1)
    let record = try #require(records.first)
    #expect(record.requestID == "r1" && record.endpoint == "fal-ai/flux/dev" && record.input == ["prompt": "x"])
    #expect(record.created?.description == "2026-11-22T17:30:48.727+00:00" && record.status == "COMPLETED")
  }

  @Test func `is read page by page, and not for ever`() async throws {
    let server = try ScriptedServer { _, number in
      .answer(200, [:], #"{"requests":[{"request_id":"r\#(number)"}],"next_cursor":"c&\#(number)","has_more":true}"#)
    }
    // A list that was cut short proves nothing about what is not on it.
    await #expect(throws: FalError.self) {
      try await withClient(of: server) { client in
        try await client.recentRequests(endpoint: "a/b", since: Timestamp(milliseconds: 0))
      }
    }
    #expect(server.requests.count == 20 && server.requests[1].target.hasSuffix("&cursor=c%260"))
  }

  @Test func `tells prices`() async throws {
    let server = try ScriptedServer { _, _ in
      .answer(
        200, [:],
        #"{"prices":[{"endpoint_id":"fal-ai/flux/dev","unit_price":0.025,"unit":"megapixels","currency":"USD"},{"endpoint_id":"x","unit_price":3e-7,"unit":"1m tokens","currency":"USD"}]}"#
      )
    }
    let prices = try await withClient(of: server) { client in
      try await client.prices(endpoints: ["fal-ai/flux/dev", "x"])
    }
    #expect(prices.map(\.unitPrice.description) == ["0.025", "0.0000003"])
    #expect(prices.map(\.unit) == ["megapixels", "1m tokens"])
    #expect(server.requests[0].target == "/v1/models/pricing?endpoint_id=fal-ai%2Fflux%2Fdev&endpoint_id=x")
  }

  @Test(
    arguments: [
      (#"{"username":"me","credits":{"current_balance":24.5,"currency":"USD"}}"#, "24.5", "USD"),
      (#"{"credits":{"current_balance":"-0.001","currency":"EUR"}}"#, "-0.001", "EUR"),
      (#"{"credits":{"current_balance":0}}"#, "0", "USD"), (#"{"current_balance":3}"#, "3", "USD"),
      (#"{"username":"me"}"#, nil, ""), (#"{"credits":{"current_balance":null}}"#, nil, ""),
    ] as [(String, String?, String)])
  func `tells the balance of the account`(body: String, amount: String?, currency: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    try await withClient(of: server) { client in
      guard let amount else {
        await #expect(throws: FalError.badAnswer("no balance of the account")) { try await client.balance() }
        return
      }
      let balance = try await client.balance()
      #expect(balance.amount == Money(amount) && balance.currency == currency)
    }
    #expect(server.requests[0].target == "/v1/account/billing?expand=credits")
  }

  @Test(
    arguments: [(200, nil), (401, FalError.unauthorized("x")), (403, .locked("User is locked"))] as [(Int, FalError?)])
  func `tells whether the key is good, for nothing`(status: Int, error: FalError?) async throws {
    let server = try ScriptedServer { _, _ in
      .answer(
        status, [:], status == 200 ? #"{"token":"t"}"# : #"{"detail":"\#(status == 401 ? "x" : "User is locked")"}"#)
    }
    try await withClient(of: server) { client in
      if let error {
        await #expect(throws: error) { try await client.testKey() }
      } else {
        try await client.testKey()
      }
    }
    #expect(
      server.requests[0].target == "/storage/auth/token?storage_type=fal-cdn-v3" && server.requests[0].bodyText == "{}")
  }
}
