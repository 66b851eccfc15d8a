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
