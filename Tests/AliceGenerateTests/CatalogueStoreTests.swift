import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import FalSimulator
import Foundation
import Testing

/// What the program knows of endpoints that its list lacks, and of parameters that its tables lack.
@Suite struct CatalogueStoreTests {
  /// Returns a model that is like a listed one but for its name and endpoint.
  private func model(like other: String, name: String, endpoint: String) throws -> ModelSpec {
    var json = try #require(ModelRegistry.builtIn.listed(other)?.json.objectValue)
    json["name"] = .string(name)
    json["endpoint"] = .string(endpoint)
    json["aliases"] = []
    return try #require(ModelSpec(json: .object(json)))
  }

  private let offline = ["FAL_OPENAPI_URL": "http://127.0.0.1:1/x", "HOME": "/nowhere"]

  @Test func `the catalogue that ships is whole`() throws {
    let catalogue = try ModelStore(environment: offline).catalogue
    #expect(catalogue.entries.count == ModelStore.catalogueCount && catalogue.entries.count > 1400)
    #expect(catalogue.date == "2026-08-02")
    #expect(Set(catalogue.entries.map(\.endpoint)).count == catalogue.entries.count)
    let described = catalogue.entries.filter(\.isDescribed)
    #expect(described.count > 1300)
    for entry in described {
      let model = entry.model(date: catalogue.date)
      #expect(model.parameters.allSatisfy { $0.kind != .enumeration || !$0.values.isEmpty }, "\(entry.endpoint)")
    }
    let schnell = try #require(catalogue.entry("fal-ai/flux/schnell")).model(date: catalogue.date)
    let listed = try #require(ModelRegistry.builtIn.listed("flux-schnell"))
    #expect(Set(listed.parameters.map(\.name)).isSubset(of: schnell.parameters.map(\.name)))
    for kind in ModelSpec.Kind.allCases { #expect(catalogue.entries.contains { $0.kind == kind }, "\(kind)") }
  }

  @Test func `every endpoint of the list is one of the provider's`() throws {
    let catalogue = try ModelStore(environment: offline).catalogue
    // These are not in the provider's types, though they answered when they were last asked.
    let unpublished = ["fal-ai/face-swap"]
    for model in ModelRegistry.builtIn.models where !unpublished.contains(model.endpoint) {
      #expect(catalogue.entry(model.endpoint) != nil, "\(model.name): \(model.endpoint)")
    }
  }

  @Test func `an endpoint that is not in the list is described offline`() async throws {
    let store = try ModelStore(environment: offline)
    let (registry, note) = await store.registry(knowing: "fal-ai/f5-tts", online: false)
    let model = try #require(registry.listed("fal-ai/f5-tts"))
    #expect(note?.contains("the catalogue of 2026-08-02") == true)
    #expect(model.kind == .textToSpeech || model.kind == .sound)
    #expect(try model.input(prompt: "Hello")["gen_text"] == "Hello")
    let plan = try await GenerationRunner.plan(
      GenerationRequest(prompt: "a cat", model: "fal-ai/trellis-2"),
      registry: await store.registry(knowing: "fal-ai/trellis-2", online: false).registry)
    #expect(plan.requests.map(\.input) == [["prompt": "a cat"]])
    #expect(plan.advice == ["fal-ai/trellis-2 may need image_url, says the catalogue"])
    #expect(store.search("moondream").found.contains { $0.model.endpoint == "fal-ai/moondream2" && !$0.isListed })
    #expect(store.search("sedance").corrected == "seedance")
  }

  @Test func `a parameter that a listed model got since is taken from its schema`() async throws {
    let dev = try #require(ModelRegistry.builtIn.listed("flux-dev"))
    let lora = try #require(ModelRegistry.builtIn.listed("flux-lora"))
    let served = dev.supplemented(with: ["loras"], of: lora).0
    try await withSimulator(of: ModelRegistry.builtIn.replacing(served)) { environment, world, simulated in
      let store = try ModelStore(environment: environment)
      let request = GenerationRequest(prompt: "x", model: "flux-dev", parameters: ["loras": #"{"path":"https://x"}"#])
      let (registry, notes) = await store.registry(for: [request])
      #expect(notes == ["flux-dev is listed without loras, which the provider's schema has"])
      let plan = try await GenerationRunner.plan(request, registry: registry)
      #expect(plan.requests.map(\.input) == [["prompt": "x", "loras": [["path": "https://x"]]]])
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      #expect(try await runner.run(try await runner.prepare(request)).success)
      let wrong = GenerationRequest(prompt: "x", model: "flux-dev", parameters: ["zzz": "1"])
      await #expect(throws: AliceError.self) { try await runner.prepare(wrong) }
    }
  }

  @Test func `or from the catalogue where nobody answers`() async throws {
    let store = try ModelStore(environment: offline)
    let sync = GenerationRequest(prompt: "x", model: "fal-ai/nano-banana-pro", parameters: ["sync_mode": "true"])
    let (found, notes) = await store.registry(for: [sync], online: false)
    #expect(notes == ["nano-banana-pro is listed without sync_mode, which the catalogue of 2026-08-02 has"])
    #expect(try found.known("nano-banana-pro").input(prompt: "x", parameters: sync.parameters)["sync_mode"] == true)
  }

  @Test func `a listed model without a table takes what is given, or what the provider serves`() async throws {
    let request = GenerationRequest(prompt: "x", model: "qwen-image-3", parameters: ["wide": "true"])
    let store = try ModelStore(environment: offline)
    let registry = await store.registry(for: [request], online: false).registry
    #expect(
      try registry.known("qwen-image-3").input(prompt: "x", parameters: ["wide": "true"]) == [
        "prompt": "x", "wide": true,
      ])
    let served = try model(like: "qwen-image-2", name: "qwen-image-3", endpoint: "alibaba/qwen-image-3/text-to-image")
    try await withSimulator(of: ModelRegistry.builtIn.replacing(served)) { environment, _, _ in
      let store = try ModelStore(environment: environment)
      let registry = await store.registry(for: [request]).registry
      #expect(throws: InputError.self) {
        try registry.known("qwen-image-3").input(prompt: "x", parameters: ["wide": "true"])
      }
      #expect(try registry.known("qwen-image-3").parameters.count == served.parameters.count)
    }
  }

  @Test func `the provider's list renews the catalogue`() async throws {
    let newcomer = try model(like: "kling-v2-text", name: "Quicksilver of mercury", endpoint: "me/quicksilver")
    try await withSimulator(of: ModelRegistry(models: ModelRegistry.builtIn.models + [newcomer])) {
      environment, _, simulated in
      let (count, new) = try await simulated.provider.refreshCatalogue()
      #expect(count == ModelRegistry.builtIn.models.count + 1)
      #expect(new.contains("me/quicksilver"))
      let store = try ModelStore(environment: environment)
      let found = store.search("mercury video").found
      #expect(found.map(\.model.endpoint) == ["me/quicksilver"] && found.first?.model.kind == .textToVideo)
      #expect(store.catalogue.entry("fal-ai/trellis-2")?.isUnlisted == true)
    }
  }
}
