import AliceKit

/// The examples of the guide, one function each.
struct Guide {
  let provider: FalProvider
  let alice: Alice

  func run() async throws {
    try await basicImage()
    try await premiumImage()
    try await textToVideo()
    try await specialEffect()
    try await customParameters()
    try await workflow()
    try await refusals()
  }

  /// Generates a basic image with FLUX Schnell.
  private func basicImage() async throws {
    let request = GenerationRequest(
      prompt: "A serene mountain landscape at sunset",
      generationType: .image,
      model: "flux-schnell",
      parameters: ["width": 1024, "height": 768])
    let result = try await provider.generate(request, into: alice)
    if result.success, let path = result.filePath {
      print("Image saved to: \(path.lastComponent)")
      print("Cost: $\(result.cost?.price.description ?? "unknown")")
    }
  }

  /// Generates an image of premium quality with FLUX Pro.
  private func premiumImage() async throws {
    let request = GenerationRequest(
      prompt: "Award-winning photograph of a majestic eagle, National Geographic style",
      generationType: .image,
      model: "flux-pro",
      parameters: ["width": 1024, "height": 1024, "num_inference_steps": 50, "guidance_scale": 3.5])
    report("Premium", try await provider.generate(request, into: alice))
  }

  /// Generates a video from text with Kling.
  private func textToVideo() async throws {
    let request = GenerationRequest(
      prompt: "A graceful dancer performing ballet in a moonlit forest",
      generationType: .video,
      model: "kling-v2-text",
      parameters: ["duration": "5", "aspect_ratio": "16:9", "cfg_scale": 0.5])
    report("Video", try await provider.generate(request, into: alice))
  }

  /// Generates a special effect from two images, here portraits that are generated first.
  private func specialEffect() async throws {
    let people = try await provider.generate(
      GenerationRequest(prompt: "Portrait of a smiling person, studio light", model: "flux-schnell", count: 2),
      into: alice)
    let request = GenerationRequest(
      prompt: "Create a magical transformation",
      generationType: .video,
      model: "kling-elements",
      parameters: ["effect": "heart_gesture", "duration": "5", "aspect_ratio": "16:9"],
      inputs: InputFiles(images: people.assets.map(\.id.hex)))
    let result = try await provider.generate(request, into: alice)
    report("Effect", result)
    print("Made from \(result.assets.first?.record.provenance.parents.count ?? 0) pictures")
  }

  /// Passes custom parameters of each model.
  private func customParameters() async throws {
    let flux: JSONObject = [
      "width": 1024, "height": 1024, "num_inference_steps": 50, "guidance_scale": 3.5, "num_images": 1,
      "enable_safety_checker": true,
    ]
    let image = GenerationRequest(prompt: "An old lighthouse in a storm", model: "flux-dev", parameters: flux)
    report("Custom FLUX", try await provider.generate(image, into: alice))
    let kling: JSONObject = ["duration": "5", "aspect_ratio": "9:16", "cfg_scale": 0.8]
    let video = GenerationRequest(prompt: "Waves against an old lighthouse", model: "kling-v1-text", parameters: kling)
    report("Custom Kling", try await provider.generate(video, into: alice))
  }

  /// Generates variations of a prompt, scores them all, then finds the best.
  private func workflow() async throws {
    for variation in ["morning", "sunset", "night"] {
      let request = GenerationRequest(
        prompt: "Mountain landscape at \(variation)", generationType: .image, model: "flux-dev")
      report(variation, try await provider.generate(request, into: alice))
    }
    // alice organize --quality
    let filed = try await alice.organize(OrganizeRequest(sources: [], quality: true))
    print("Filed by quality: \(filed.moved.count)")
    // alice search "mountain landscape" --quality-min 4
    let best = try alice.search("mountain landscape", qualityMin: 4)
    print("Found: \(best.count) of four stars or more, of \(try alice.search("mountain landscape").count)")
  }

  /// Shows that errors are reported before anything is sent.
  private func refusals() async throws {
    do {
      _ = try await provider.generate(GenerationRequest(prompt: "a lake", model: "flux-schnel"), into: alice)
    } catch AliceError.unknownModel(let name, let nearest) {
      print("No model \(name); did you mean \(nearest ?? "another one")?")
    }
    do {
      let request = GenerationRequest(prompt: "a lake", model: "kling-v2-text", parameters: ["duration": 7])
      _ = try await provider.generate(request, into: alice)
    } catch AliceError.input(let problem) {
      print("Refused: \(problem)")
    }
  }

  private func report(_ title: String, _ result: GenerationResult) {
    guard let asset = result.assets.first else { return print("\(title): failed, \(result.failures)") }
    let seconds = asset.facts.duration.map { ", \(Int($0.rounded())) s" } ?? ""
    let size = asset.facts.width.flatMap { width in asset.facts.height.map { "\(width) × \($0)" } } ?? "?"
    print(
      "\(title): \(asset.record.recipe.model ?? "?"), \(size)\(seconds), $\(result.cost?.amount.description ?? "?")")
  }
}
