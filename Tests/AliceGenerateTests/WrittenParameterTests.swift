import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Local files that the user names in parameters, and the size in the user's words.
@Suite struct WrittenParameterTests {
  private func request(_ model: String, _ parameters: JSONObject, raw: JSONObject = [:]) -> GenerationRequest {
    var request = GenerationRequest(prompt: "a lake", model: model, parameters: parameters)
    request.written = Set(parameters.keys)
    request.raw = raw
    return request
  }

  @Test func `files in parameters are uploaded, in lists and objects too`() async throws {
    try await World.withSimulator { world, simulated in
      try world.drop("media/plain.png", as: "a.png")
      try world.drop("media/plain.jpg", as: "b.jpg")
      try world.write("PK archive", as: "train.zip")
      func path(_ name: String) -> String { world.inbox.appending(name).description }
      let (a, b, zip) = (path("a.png"), path("b.jpg"), path("train.zip"))
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let plan = try await runner.prepare(
        request(
          "me/any/model",
          [
            "image_url": .string(a), "reference_image_urls": .array([.string(a), "https://x.example/c.png"]),
            "elements": .string(#"[{"frontal_image_url":"\#(b)","name":"cat.png"}]"#), "images_data_url": .string(zip),
            "title": .string(a), "loras": [["path": .string(zip), "scale": 1]],
          ]))
      let kept = plan.kept(try #require(plan.requests.first?.input))
      #expect(kept["image_url"]?.stringValue?.hasPrefix("file:a.png;sha256=") == true)
      #expect(kept["title"]?.stringValue == a)
      let result = try await runner.run(plan)
      let input = try #require(result.jobs.first?.input, "\(result.failures)")
      let base = simulated.baseURL + "/files/"
      #expect(input["image_url"]?.stringValue?.hasPrefix(base) == true)
      #expect(input["reference_image_urls"]?[0] == input["image_url"])
      #expect(input["reference_image_urls"]?[1]?.stringValue == "https://x.example/c.png")
      #expect(input["elements"]?[0]?["frontal_image_url"]?.stringValue?.hasPrefix(base) == true)
      #expect(input["elements"]?[0]?["name"]?.stringValue == "cat.png")
      #expect(input["images_data_url"]?.stringValue?.hasPrefix(base) == true)
      #expect(input["loras"]?[0]?["path"] == input["images_data_url"])
      #expect(try await simulated.paths(startingWith: "/storage/upload/initiate").count == 3)
    }
  }

  @Test func `a recipe never has a file uploaded`() async throws {
    try await World.withSimulator { world, _ in
      try world.write("secret", as: "id_rsa")
      let path = world.inbox.appending("id_rsa").description
      var foreign = request("me/any/model", ["image_url": .string(path), "path": .string(path)])
      foreign.written = []
      let plan = try await GenerationRunner.plan(foreign, in: world.workspace)
      #expect(plan.requests.first?.input["image_url"]?.stringValue == path && plan.parents.isEmpty)
    }
  }

  @Test func `a file that is not there, or of the wrong kind, is refused`() async throws {
    try await World.withSimulator { world, _ in
      try world.drop("clips/clip-1x1-5s.mp4", as: "film.mp4")
      let film = world.inbox.appending("film.mp4").description
      for (value, phrase) in [("./none.png", "neither a file"), ("none.png", "neither a file"), (film, "is a video")] {
        let error = await #expect(throws: AliceError.self) {
          try await GenerationRunner.plan(request("svd", ["image_url": .string(value)]), in: world.workspace)
        }
        #expect("\(String(describing: error))".contains(phrase), "\(value): \(String(describing: error))")
      }
    }
  }

  @Test func `an asset of the library is a parent, by its id too`() async throws {
    try await World.withSimulator { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let lake = try #require(
        try await runner.run(try await runner.prepare(GenerationRequest(prompt: "a lake", model: "flux-schnell")))
          .assets.first)
      let plan = try await runner.prepare(request("kling-v2-image", ["image_url": .string(lake.id.short)]))
      #expect(plan.parents == [lake.id])
      #expect(plan.kept(try #require(plan.requests.first?.input))["image_url"]?.stringValue == "asset:" + lake.id.hex)
    }
  }

  @Test func `a size is told as the model takes it, and raw parameters as they are`() async throws {
    var sized = GenerationRequest(prompt: "x", model: "veo-3.1", parameters: ["resolution": "4k"])
    sized.size = "1000x1000"
    let plan = try await GenerationRunner.plan(sized)
    #expect(plan.requests.map(\.input) == [["prompt": "x", "aspect_ratio": "16:9", "resolution": "4k"]])
    #expect(plan.notes == ["veo-3.1 makes no 1000x1000: 16:9 is the nearest"])
    sized.parameters = ["aspect_ratio": "16:9"]
    await #expect(throws: AliceError.input(.conflict("aspect_ratio", "size"))) {
      try await GenerationRunner.plan(sized)
    }
    let raw = try await GenerationRunner.plan(request("flux-dev", [:], raw: ["turbo": true]))
    #expect(raw.requests.map(\.input) == [["prompt": "a lake", "turbo": true]])
    #expect(raw.notes == ["turbo is sent as it is given: flux-dev has no such parameter in the list"])
  }
}
