import AliceGenerate
import AliceKit
import AliceModel
import AliceWorkspace
import Testing

@Suite struct `A recipe as a request` {
  private let lake = Recipe(
    prompt: "a __lake__", model: "flux-dev", seed: "5", parameters: ["guidance_scale": 3.5, "num_images": 2])

  private func request(
    _ recipe: Recipe, generator: Generator = .alice, endpoint: String? = "fal-ai/flux/dev",
    _ change: (inout RecipeRequest.Changes) -> Void = { _ in }
  ) throws -> RecipeRequest {
    let provenance = Provenance(recipe: recipe, endpoint: endpoint, generator: generator)
    let id = try #require(AssetID(digest: [UInt8](repeating: 7, count: 32)))
    let record = AssetRecord(provenance: provenance, added: Timestamp(milliseconds: 0, offsetMinutes: 0))
    let asset = Asset(id: id, path: "a.png", facts: FileFacts(format: .png, bytes: 1), record: record)
    var changes = RecipeRequest.Changes()
    change(&changes)
    return try RecipeRequest(of: asset, changes, standard: "flux-schnell", registry: .builtIn)
  }

  @Test func `without changes is the same request, paid for anew`() throws {
    let made = try request(lake)
    #expect(made.differences.isEmpty && made.request.again && made.request.isLiteral)
    #expect(made.request.prompt == "a __lake__" && made.request.seed == "5" && made.request.model == "flux-dev")
    #expect(made.request.parameters == lake.parameters)
  }

  @Test func `tells each change`() throws {
    let made = try request(lake) { changes in
      changes.seed = .number("6")
      changes.parameters = ["guidance_scale": "4"]
      changes.negativePrompt = "text"
      changes.count = 1
    }
    #expect(made.differences == ["another negative prompt", "seed: 5 → 6", "guidance_scale: 3.5 → 4"])
    #expect(made.request.prompt == "a \\__lake__" && made.request.parameters["num_images"] == nil)
    let new = try request(lake) { $0.seed = .new }
    #expect(new.request.seed != nil && new.request.seed != "5")
  }

  @Test func `takes another size in the place of its own, and what is sent as it is`() throws {
    let recipe = Recipe(
      prompt: "x", model: "flux-dev", parameters: ["image_size": ["width": 640, "height": 480], "guidance_scale": 3])
    let made = try request(recipe) { changes in
      changes.size = "16:9"
      changes.raw = ["guidance_scale": "odd", "seed": [1]]
      changes.seed = .number("5")
    }
    #expect(made.request.size == "16:9" && made.request.parameters.isEmpty && made.request.seed == nil)
    #expect(made.request.raw == ["guidance_scale": "odd", "seed": [1]] && made.request.written.isEmpty)
    #expect(made.differences.contains("size: 16:9") && made.differences.contains("guidance_scale: 3 → odd"))
  }

  @Test func `has only those files uploaded that the user names`() throws {
    let recipe = Recipe(
      prompt: "x", model: "me/any/model", parameters: ["path": "/home/me/.ssh/id_rsa", "image_url": "/etc/passwd"])
    let made = try request(recipe, endpoint: "me/any/model") { $0.parameters = ["mask_url": "./m.png"] }
    #expect(made.request.written == ["mask_url"] && made.request.parameters["mask_url"] == "./m.png")
    let kept = Recipe(
      prompt: "x", model: "clarity-upscaler",
      parameters: ["image_url": .string(InputName.file("in.png", digest: String(repeating: "0", count: 64)))])
    let other = try request(kept, endpoint: "fal-ai/clarity-upscaler") { $0.parameters = ["image_url": "./m.png"] }
    #expect(other.request.inputs.isEmpty && other.request.written == ["image_url"])
    #expect(other.request.parameters["image_url"] == "./m.png")
  }

  @Test func `of a retired model is refused with its replacement, unless another one is named`() throws {
    let retired = try #require(ModelRegistry.builtIn.retired.first)
    let recipe = Recipe(prompt: "x", model: retired.endpoint)
    #expect(throws: AliceError.retiredModel(retired.endpoint, retired)) {
      try request(recipe, endpoint: retired.endpoint)
    }
    let made = try request(recipe, endpoint: retired.endpoint) { $0.model = "flux-dev" }
    #expect(made.request.model == "flux-dev")
  }

  @Test func `needs its input files in the library, or new ones`() throws {
    let recipe = Recipe(
      prompt: "x", model: "clarity-upscaler",
      parameters: ["image_url": .string(InputName.file("in.png", digest: String(repeating: "0", count: 64)))])
    let error = try #require(throws: AliceError.self) {
      try request(recipe, endpoint: "fal-ai/clarity-upscaler")
    }
    #expect(error.status == .usage && error.sentence.contains("in.png") && error.sentence.contains("--image"))
    let made = try request(recipe, endpoint: "fal-ai/clarity-upscaler") { $0.inputs.images = ["other.png"] }
    #expect(made.request.inputs.images == ["other.png"] && made.differences.contains("another image"))
  }

  @Test func `that is empty is none`() {
    #expect(throws: AliceError.self) { try request(Recipe()) }
  }
}
