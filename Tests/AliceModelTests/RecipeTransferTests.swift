import AliceModel
import Testing

@Suite struct `A recipe for another model` {
  private func model(_ name: String) throws -> ModelSpec {
    try #require(ModelRegistry.builtIn.listed(name))
  }

  @Test func `of the same model stays as it is`() throws {
    let recipe = Recipe(
      prompt: "a lake", model: "flux-dev", seed: "7", parameters: ["num_images": 2, "prompt_template": "a __place__"])
    let provenance = Provenance(recipe: recipe, endpoint: "fal-ai/flux/dev", generator: .alice)
    let made = RecipeTransfer(provenance, from: try model("flux-dev"), to: try model("flux-dev"))
    #expect(made.prompt == "a lake" && made.seed == "7" && made.losses.isEmpty)
    #expect(made.parameters == ["num_images": 2])
  }

  @Test func `loses the parameters that the other model lacks, each with a reason`() throws {
    let recipe = Recipe(
      prompt: "a lake", model: "flux-dev", parameters: ["guidance_scale": 3.5, "image_size": "square_hd"])
    let provenance = Provenance(recipe: recipe, endpoint: "fal-ai/flux/dev", generator: .alice)
    let made = RecipeTransfer(provenance, from: try model("flux-dev"), to: try model("clarity-upscaler"))
    #expect(made.losses.contains { $0.name == "image_size" && $0.reason.contains("image_size") })
    #expect(made.parameters["image_size"] == nil)
  }

  @Test func `loses what the other model lacks although it needs a file that the recipe has not`() throws {
    let recipe = Recipe(prompt: "a lake", model: "flux-dev", parameters: ["image_size": "square_hd", "duration": "99"])
    let provenance = Provenance(recipe: recipe, endpoint: "fal-ai/flux/dev", generator: .alice)
    let made = RecipeTransfer(provenance, from: try model("flux-dev"), to: try model("kling-v1-image"))
    #expect(made.parameters.isEmpty && made.files.isEmpty, "\(made)")
    #expect(Set(made.losses.map(\.name)) == ["image_size", "duration"], "\(made.losses)")
  }

  @Test func `of another program keeps what the model knows, and tells the rest`() throws {
    let recipe = Recipe(
      prompt: "a cat, <lora:detail:0.8>, snow", negativePrompt: "blur", model: "dreamshaper_8", seed: "-1",
      parameters: ["steps": 4, "sampler": "Euler a", "width": 512, "height": 768, "clip_skip": 2])
    let provenance = Provenance(recipe: recipe, generator: .automatic1111)
    let made = RecipeTransfer(provenance, from: nil, to: try model("flux-schnell"))
    #expect(made.prompt == "a cat, snow" && made.negativePrompt == nil && made.seed == nil)
    #expect(made.parameters["steps"] == 4 && made.parameters["width"] == 512)
    let lost = made.losses.map(\.name)
    for name in ["model", "<lora:detail:0.8>", "sampler", "clip_skip", "seed", "negative_prompt"] {
      #expect(lost.contains(name), "\(lost)")
    }
    let input = try model("flux-schnell").input(prompt: made.prompt, parameters: made.parameters)
    #expect(input["num_inference_steps"] == 4)
  }

  @Test func `takes no checkpoint for an endpoint`() {
    let recipe = Recipe(prompt: "x", model: "owner/checkpoint")
    #expect(ModelRegistry.builtIn.model(of: Provenance(recipe: recipe, generator: .comfyui)) == nil)
    #expect(
      ModelRegistry.builtIn.model(of: Provenance(recipe: recipe, generator: .alice))?.endpoint == "owner/checkpoint")
  }

  @Test func `moves its input files out of the parameters`() throws {
    let id = String(repeating: "ab", count: 32)
    let recipe = Recipe(
      prompt: "waves", model: "kling-v1-image", parameters: ["image_url": .string("asset:" + id), "duration": "5"])
    let provenance = Provenance(
      recipe: recipe, endpoint: "fal-ai/kling-video/v1/standard/image-to-video", generator: .alice)
    let kling = try #require(ModelRegistry.builtIn.model(of: provenance))
    let made = RecipeTransfer(provenance, from: kling, to: kling)
    #expect(made.files.map(\.media) == [.image] && made.files.map(\.name) == ["asset:" + id])
    #expect(made.parameters == ["duration": "5"])
    let other = RecipeTransfer(provenance, from: kling, to: try model("flux-schnell"))
    #expect(other.files.isEmpty && other.losses.contains { $0.name == "image" })
  }
}
