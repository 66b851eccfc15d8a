import AliceModel
import Testing

@Suite struct `The ledger` {
  @Test(
    arguments: [
      ("fal-ai/flux/schnell", ["prompt": "x"], "1", "megapixels", "0.003"),
      ("fal-ai/flux/schnell", ["prompt": "x", "image_size": "square_hd", "num_images": 3], "3", "megapixels", "0.009"),
      ("fal-ai/flux/dev", ["prompt": "x", "image_size": ["width": 2000, "height": 1000]], "2", "megapixels", "0.05"),
      ("fal-ai/fast-sdxl", ["prompt": "x", "num_images": 2], "4", "compute seconds", "0.005"),
      ("fal-ai/kling-video/v2/master/text-to-video", ["prompt": "x", "duration": "10"], "10", "seconds", "2.8"),
    ] as [(String, JSONValue, String, String, String)])
  func `a job is one row, priced by its units`(
    endpoint: String, input: JSONValue, units: String, unit: String, amount: String
  ) async throws {
    try await withSimulator { wire in
      let ticket = try await wire.submit(endpoint, input)
      let result = try await wire.result(of: ticket)
      #expect(result.header("X-Fal-Billable-Units") == units)
      let rows = try await wire.ledger()
      try #require(rows.count == 1)
      #expect(rows[0]["request_id"]?.stringValue == ticket.id && rows[0]["endpoint"]?.stringValue == endpoint)
      #expect(rows[0]["units"]?.scalarText == units && rows[0]["unit"]?.stringValue == unit)
      #expect(rows[0]["amount"]?.scalarText == amount && rows[0]["state"] == "COMPLETED")
    }
  }

  @Test func `a model without a price has no amount`() async throws {
    try await withSimulator { wire in
      _ = try await wire.make("me/unlisted/model", ["prompt": "x"])
      #expect(try await wire.ledger()[0]["amount"] == .null)
    }
  }

  @Test func `a tester sets prices, and what a failure costs`() async throws {
    try await withSimulator { wire in
      let set = try await wire.post(
        "/_sim/prices",
        [
          ["endpoint": "me/some/model", "unit_price": "0.22", "unit": "credits", "units": "1.5", "failed_units": 0.5],
          ["endpoint": "fal-ai/flux/dev", "unit_price": nil],
        ])
      #expect(set.json == ["prices": 2])
      let prices = try await wire.get("/v1/models/pricing?endpoint_id=me/some/model").json["prices"]
      #expect(prices?[0]?["unit_price"]?.scalarText == "0.22" && prices?[0]?["unit"] == "credits")
      #expect(try await wire.get("/v1/models/pricing?endpoint_id=fal-ai/flux/dev").status == 404)
      _ = try await wire.make("me/some/model", ["prompt": "x"])
      _ = try await wire.make("fal-ai/flux/dev", Wire.small)
      _ = try await wire.post("/_sim/faults", ["fault": "no-media"])
      let failed = try await wire.submit("me/some/model", ["prompt": "y"])
      #expect(try await wire.result(of: failed).header("x-fal-billable-units") == "0.5")
      #expect(try await wire.ledger().map { $0["amount"]?.scalarText } == ["0.33", nil, "0.11"])
      #expect(try await wire.post("/_sim/prices", ["unit": "images"]).status == 400)
    }
  }

  @Test func `every accepted job is in it, whoever sent it and however often it is asked for`() async throws {
    try await withSimulator { wire in
      let tickets = [try await wire.submit(), try await wire.submit()]
      for ticket in tickets { _ = try await wire.result(of: ticket) }
      _ = try await wire.get(tickets[0].response)
      _ = try await wire.post("/fal-ai/flux/dev", Wire.small, key: "Key an:other")
      #expect(try await wire.ledger().count == 3)
      #expect(try await wire.post("/_sim/reset", [:]).json == ["ok": true])
      #expect(try await wire.ledger().isEmpty)
      #expect(try await wire.get(tickets[0].status).status == 404)
    }
  }

  @Test func `what was sent can be read`() async throws {
    try await withSimulator { wire in
      _ = try await wire.submit(headers: [("X-Fal-Store-IO", "0")])
      let seen = try #require(try await wire.get("/_sim/requests").json[0])
      #expect(seen["method"] == "POST" && seen["path"] == "/fal-ai/flux/schnell" && seen["body"] == Wire.small)
      #expect(seen["headers"]?["x-fal-store-io"] == "0" && seen["status"] == 200)
      #expect(seen["headers"]?["authorization"]?.stringValue == wire.key)
      let kept = try await wire.get("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/flux/schnell")
      #expect(kept.json["requests"]?[0]?["json_input"] == .null)
    }
  }
}

@Suite struct `The platform` {
  @Test func `prices are those of the model list`() async throws {
    try await withSimulator { wire in
      let ids = "endpoint_id=fal-ai/flux/schnell&endpoint_id=fal-ai/kling-video/v2/master/text-to-video"
      let prices = try await wire.get("/v1/models/pricing?\(ids)").json["prices"]
      #expect(
        prices?[0] == [
          "endpoint_id": "fal-ai/flux/schnell", "unit_price": 0.003, "unit": "megapixels", "currency": "USD",
        ])
      #expect(prices?[1]?["unit"] == "seconds" && prices?[1]?["unit_price"]?.scalarText == "0.28")
      #expect(try await wire.get("/v1/models/pricing?endpoint_id=me/unknown").status == 404)
      let estimate = try await wire.post(
        "/v1/models/pricing/estimate",
        ["estimate_type": "unit_price", "endpoints": ["fal-ai/flux/dev": ["unit_quantity": 4]]])
      #expect(estimate.json == ["estimate_type": "unit_price", "total_cost": 0.1, "currency": "USD"])
    }
  }

  @Test func `past requests come newest first, in pages, for their own key`() async throws {
    try await withStoppedTime { wire, clock in
      var ids: [String] = []
      for _ in 0..<3 {
        ids.append(try await wire.submit().id)
        clock.advance(1)
      }
      _ = try await wire.submit("fal-ai/flux/dev")
      _ = try await wire.post("/fal-ai/flux/schnell", Wire.small, key: "Key an:other")
      let path = "/v1/models/requests/by-endpoint?endpoint_id=fal-ai/flux/schnell&limit=2"
      let first = try await wire.get(path).json
      #expect(first["requests"]?.arrayValue?.compactMap { $0["request_id"]?.stringValue } == [ids[2], ids[1]])
      #expect(first["has_more"] == true)
      #expect(first["requests"]?[1]?["created_at"] == "2027-01-15T08:00:01Z")
      let cursor = try #require(first["next_cursor"]?.stringValue)
      let second = try await wire.get("\(path)&cursor=\(cursor)").json
      #expect(second["requests"]?.arrayValue?.compactMap { $0["request_id"]?.stringValue } == [ids[0]])
      #expect(second["has_more"] == false && second["next_cursor"] == .null)
    }
  }

  @Test func `models are found by id and by words`() async throws {
    try await withSimulator { wire in
      let one = try await wire.get("/v1/models?endpoint_id=fal-ai/flux/dev").json
      #expect(one["models"]?[0]?["endpoint_id"] == "fal-ai/flux/dev" && one["has_more"] == false)
      #expect(try await wire.get("/v1/models?endpoint_id=me/unknown").status == 404)
      let films = try await wire.get("/v1/models?category=text-to-video&limit=1").json
      #expect(films["models"]?.arrayValue?.count == 1 && films["has_more"] == true)
    }
  }

  @Test func `the balance falls by what was made`() async throws {
    try await withSimulator { wire in
      _ = try await wire.make("fal-ai/flux/dev", Wire.small)
      let billing = try await wire.get("/v1/account/billing?expand=credits").json
      #expect(billing["credits"]?["current_balance"]?.scalarText == "99.975")
      #expect(try await wire.get("/v1/meta", key: "").json["webhook_ip_ranges"]?.arrayValue != nil)
      #expect(try await wire.post("/tokens/", ["allowed_apps": ["flux"]]).json.stringValue != nil)
    }
  }
}
