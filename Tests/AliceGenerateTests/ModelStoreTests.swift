import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import FalSimulator
import Foundation
import Testing

@Suite struct ModelStoreTests {
  /// A model that fal has and the built-in list has not.
  private static let newcomer = ModelRegistry(
    json: [
      "schema": 1,
      "models": [
        [
          "name": "newcomer", "endpoint": "me/newcomer/text-to-image", "kind": "text-to-image", "output": "images",
          "summary": "New.", "price": ["amount": "0.5", "unit": "image", "source": "x", "date": "2026"],
          "parameters": [
            ["name": "prompt", "type": "string", "required": true, "description": "Words."],
            ["name": "image_size", "type": "size", "values": ["auto"], "default": "auto", "description": "Size."],
            ["name": "steps", "type": "integer", "minimum": 1, "maximum": 9, "description": "Steps."],
            ["name": "mode", "type": "enum", "values": ["1", "2"], "default": "1", "description": "Mode."],
          ],
        ]
      ],
    ])?.models.first

  private let endpoint = "me/newcomer/text-to-image"

  private var models: ModelRegistry {
    get throws { ModelRegistry(models: ModelRegistry.builtIn.models + [try #require(ModelStoreTests.newcomer)]) }
  }

  private func clock(_ text: String) throws -> Clock {
    let time = try #require(Timestamp(text))
    return Clock { time }
  }

  @Test func `an endpoint that is not in the list is checked by its own schema`() async throws {
    try await withSimulator(of: models) { _, world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let request = { (parameters: JSONObject) in
        GenerationRequest(prompt: "a lake", model: self.endpoint, parameters: parameters)
      }
      await #expect(throws: AliceError.input(.outOfRange("steps", given: "10", minimum: 1, maximum: 9))) {
        try await runner.prepare(request(["steps": 10]))
      }
      let plan = try await runner.prepare(request(["mode": 2, "steps": "3", "width": 512, "height": 512]))
      #expect(
        plan.requests.map(\.input)
          == [["prompt": "a lake", "image_size": ["width": 512, "height": 512], "steps": 3, "mode": "2"]])
      #expect(try await runner.run(plan).assets.count == 1)
    }
  }

  @Test func `a schema is asked for once a week and kept for when nobody answers`() async throws {
    try await withSimulator(of: models) { environment, _, simulated in
      let store = { (time: String, url: String?) in
        var environment = environment
        environment["FAL_OPENAPI_URL"] = url
        return try ModelStore(environment: environment, clock: try self.clock(time))
      }
      let offline = "http://127.0.0.1:1/openapi.json"
      let first = try await store("2026-11-01T00:00:00Z", offline).registry(knowing: endpoint)
      #expect(first.registry.model(named: endpoint)?.isListed == false && first.note != nil)
      let second = try await store("2026-11-01T00:00:00Z", nil).registry(knowing: endpoint)
      #expect(second.registry.model(named: endpoint)?.parameters.count == 4 && second.note == nil)
      let fresh = try await store("2026-11-07T00:00:00Z", offline).registry(knowing: endpoint)
      #expect(fresh.registry.model(named: endpoint) == second.registry.model(named: endpoint) && fresh.note == nil)
      let stale = try await store("2026-12-30T00:00:00Z", offline).registry(knowing: endpoint)
      #expect(stale.registry.model(named: endpoint) == second.registry.model(named: endpoint))
      #expect(stale.note?.contains("2026-11-01") == true)
      let again = try await store("2026-12-30T00:00:00Z", nil).registry(knowing: endpoint)
      #expect(again.registry.model(named: endpoint)?.summary.contains("2026-12-30") == true)
    }
  }

  @Test(arguments: ["", "{", "[]", #"{"schema":1,"fetched":"2026-11-01T00:00:00Z","model":{"name":"x"}}"#, "\u{0}"])
  func `a damaged cache is none`(_ text: String) async throws {
    try await withSimulator(of: models) { environment, world, _ in
      let folder = world.folder.appending("cache/alice/models").description
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: folder + "/me+newcomer+text-to-image.json"))
      try Data(text.utf8).write(to: URL(filePath: folder + "/prices.json"))
      let store = try ModelStore(environment: environment)
      #expect(await store.registry(knowing: endpoint, online: false).registry.model(named: endpoint)?.isListed == false)
      #expect(await store.registry(knowing: endpoint).registry.model(named: endpoint)?.isListed == true)
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [true, false])
  func `a cache that is no file is none, and nobody waits for it`(isQueue: Bool) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("alice/models").description
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      if isQueue {
        #expect(mkfifo(path + "/prices.json", 0o600) == 0)
      } else {
        try FileManager.default.createDirectory(atPath: path + "/prices.json", withIntermediateDirectories: false)
      }
      let store = try ModelStore(environment: ["XDG_CACHE_HOME": folder.description])
      #expect(store.registry.models == ModelRegistry.builtIn.models)
    }
  }

  @Test func `nothing is asked for what is in the list, or for what is no endpoint`() async throws {
    let store = try ModelStore(environment: ["FAL_OPENAPI_URL": "http://127.0.0.1:1/x", "HOME": "/nowhere"])
    #expect(await store.registry(knowing: "flux-dev").note == nil)
    #expect(await store.registry(knowing: "no model").note == nil)
    #expect(await store.registry(knowing: "fal-ai/veo3").note == nil)
  }

  @Test func `prices that were refreshed count in estimates`() async throws {
    let cheaper = ModelRegistry.builtIn.updated(
      by: ModelOverlay(
        date: "2026-12-01",
        entries: [
          "fal-ai/flux/dev": .init(amount: Money("0.02"), unit: "megapixels"),
          "fal-ai/kolors": .init(status: "deprecated"),
        ]))
    // The provider does not know one of them, which must not hide the other ones.
    let served = ModelRegistry(models: cheaper.models.filter { $0.name != "svd" })
    try await withSimulator(of: served) { environment, _, simulated in
      let refresh = try await simulated.provider.refreshModels()
      #expect(refresh.unknown == ["fal-ai/stable-video"])
      #expect(refresh.changes.map(\.model) == ["flux-dev"] && refresh.deprecated == ["kolors"])
      #expect(refresh.confirmed > 20)
      let registry = try ModelStore(environment: environment).registry
      #expect(registry.model(named: "flux-dev")?.estimate(input: [:])?.description == "0.02")
      let plan = try await GenerationRunner.plan(GenerationRequest(prompt: "x", model: "kolors"), registry: registry)
      #expect(plan.advice == ["kolors is deprecated"])
    }
  }

  @Test func `a model that is gone is answered before anything is sent`() async throws {
    try await World.withSimulator { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      for name in ["fal-ai/veo3", "sora-2"] {
        await #expect {
          try await runner.prepare(GenerationRequest(prompt: "x", model: name))
        } throws: {
          guard case AliceError.retiredModel(name, let model) = $0 else { return false }
          return model.replacement == "veo-3.1"
        }
      }
      let ledger = try await simulated.ledger()
      #expect(ledger.isEmpty)
    }
  }

  @Test func `what a model does not take is told of`() async throws {
    let plan = try await GenerationRunner.plan(
      GenerationRequest(
        prompt: "Create a magical transformation", generationType: .video, model: "kling-elements",
        parameters: ["effect": "heart_gesture", "duration": "5", "aspect_ratio": "16:9"]))
    #expect(plan.ignored == ["prompt", "aspect_ratio"])
    #expect(plan.advice == ["input_image_urls: 0 given, effect_scene=heart_gesture takes 2"])
    #expect(plan.requests.map(\.input) == [["effect_scene": "heart_gesture", "duration": "5"]])
  }
}
