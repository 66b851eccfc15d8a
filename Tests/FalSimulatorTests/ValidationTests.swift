import AliceModel
import Testing

private struct Bad: Sendable, CustomTestStringConvertible {
  let endpoint: String
  let input: JSONValue
  let place: JSONValue
  let type: String
  var context: JSONValue?

  var testDescription: String { "\(type) at \(place.text)" }
}

@Suite struct `What the runner refuses` {
  private static let bad = [
    Bad(endpoint: "fal-ai/flux/schnell", input: [:], place: ["body", "prompt"], type: "missing"),
    Bad(endpoint: "fal-ai/flux/schnell", input: ["prompt": 5], place: ["body", "prompt"], type: "string_type"),
    Bad(
      endpoint: "fal-ai/flux/schnell", input: ["prompt": "x", "num_inference_steps": 28],
      place: ["body", "num_inference_steps"], type: "less_than_equal", context: ["le": 12]),
    Bad(
      endpoint: "fal-ai/flux/dev", input: ["prompt": "x", "num_images": 0], place: ["body", "num_images"],
      type: "greater_than_equal", context: ["ge": 1]),
    Bad(
      endpoint: "fal-ai/flux/dev", input: ["prompt": "x", "num_images": 1.5], place: ["body", "num_images"],
      type: "int_from_float"),
    Bad(
      endpoint: "fal-ai/flux/dev", input: ["prompt": "x", "num_images": "many"], place: ["body", "num_images"],
      type: "int_parsing"),
    Bad(
      endpoint: "fal-ai/flux/dev", input: ["prompt": "x", "guidance_scale": []], place: ["body", "guidance_scale"],
      type: "float_type"),
    Bad(
      endpoint: "fal-ai/flux/dev", input: ["prompt": "x", "enable_safety_checker": "maybe"],
      place: ["body", "enable_safety_checker"], type: "bool_parsing"),
    Bad(
      endpoint: "fal-ai/flux/dev", input: ["prompt": "x", "image_size": "huge"], place: ["body", "image_size"],
      type: "literal_error"),
    Bad(
      endpoint: "fal-ai/flux/dev", input: ["prompt": "x", "image_size": ["width": 20000]],
      place: ["body", "image_size", "width"], type: "less_than_equal", context: ["le": 14142]),
    Bad(
      endpoint: "fal-ai/kling-video/v2/master/text-to-video", input: ["prompt": "x", "duration": 5],
      place: ["body", "duration"], type: "literal_error", context: ["expected": "'5' or '10'"]),
    Bad(
      endpoint: "fal-ai/kling-video/v2/master/text-to-video",
      input: ["prompt": .string(String(repeating: "x", count: 2501))], place: ["body", "prompt"],
      type: "string_too_long", context: ["max_length": 2500]),
    Bad(
      endpoint: "fal-ai/kling-video/v1/standard/effects",
      input: ["effect_scene": "hug", "input_image_urls": ["a", "b", "c"]], place: ["body", "input_image_urls"],
      type: "sequence_too_long", context: ["max_length": 2]),
    Bad(
      endpoint: "fal-ai/clarity-upscaler", input: ["image_url": "/home/me/a.png"], place: ["body", "image_url"],
      type: "file_download_error"),
    Bad(
      endpoint: "fal-ai/clarity-upscaler", input: ["image_url": "https://v3.fal.media/files/b/sim/gone.png"],
      place: ["body", "image_url"], type: "file_download_error"),
    Bad(endpoint: "fal-ai/flux/dev", input: ["a"], place: ["body"], type: "dict_type"),
  ]

  @Test(arguments: bad) private func `is told at the result, and costs nothing`(bad: Bad) async throws {
    try await withSimulator { wire in
      let ticket = try await wire.submit(bad.endpoint, bad.input)
      let result = try await wire.result(of: ticket)
      let detail = result.json["detail"]?[0]
      #expect(result.status == 422 && detail?["type"]?.stringValue == bad.type, "\(result.text)")
      #expect(detail?["loc"] == bad.place)
      #expect(detail?["url"]?.stringValue == "https://docs.fal.ai/errors/#\(bad.type)")
      if let context = bad.context { #expect(detail?["ctx"] == context) }
      #expect(result.header("X-Fal-Retryable") == "false" && result.header("x-fal-billable-units") == "0")
      let status = try await wire.get(ticket.status)
      #expect(status.status == 200 && status.json["error"] == "Invalid status code: 422")
      #expect(try await wire.ledger().map { $0["amount"] ?? .null } != [.null])
      #expect(try await wire.ledger()[0]["units"] == 0)
    }
  }

  @Test func `a body that is not JSON is accepted, and fails`() async throws {
    try await withSimulator { wire in
      let reply = try await wire.call("POST", "/fal-ai/flux/dev", Array("prompt=x".utf8))
      #expect(reply.status == 200)
      let result = try await wire.result(of: Ticket(reply.json))
      #expect(result.status == 422 && result.json["detail"]?[0]?["type"] == "json_invalid")
    }
  }

  @Test func `members that are not known are let through`() async throws {
    try await withSimulator { wire in
      let result = try await wire.make("fal-ai/flux/dev", ["prompt": "x", "widht": 5, "seed": .null])
      #expect(result.status == 200)
    }
  }

  @Test func `a file that is no picture cannot be enlarged`() async throws {
    try await withSimulator { wire in
      let place = try await wire.post(
        "/storage/upload/initiate?storage_type=fal-cdn-v3", ["file_name": "a.png", "content_type": "image/png"])
      let address = try #require(place.json["upload_url"]?.stringValue)
      _ = try await wire.call("PUT", address, Array("no picture".utf8), key: "")
      let result = try await wire.make("fal-ai/clarity-upscaler", ["image_url": place.json["file_url"] ?? .null])
      #expect(result.status == 422 && result.json["detail"]?[0]?["type"] == "image_load_error")
    }
  }
}
