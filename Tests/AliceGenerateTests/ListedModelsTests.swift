import AliceGenerate
import AliceModel
import AliceTestWorld
import FalSimulator
import Testing

/// Every model of the list answers in its documented shape, and its answer is taken home whole.
@Suite struct ListedModelsTests {
  private static let kinds = ModelSpec.Kind.allCases.filter { kind in
    ModelRegistry.builtIn.models.contains { $0.kind == kind }
  }

  @Test(arguments: kinds)
  func `are taken home as what they make, with nothing left behind`(kind: ModelSpec.Kind) async throws {
    let models = ModelRegistry.builtIn.models.filter { $0.kind == kind }
    try await withDocumentedSimulator { world, simulated in
      var kept = 0
      for model in models {
        let result = try await run(model, world, simulated)
        #expect(result.jobs.map(\.state) == [.done] && result.failures.isEmpty, "\(model.name): \(result)")
        #expect(result.warnings.isEmpty, "\(model.name): \(result.warnings)")
        let kinds = Set(result.assets.map(\.facts.format.kind))
        #expect(kinds == [Self.media(of: kind)], "\(model.name): \(kinds)")
        #expect(result.assets.allSatisfy { $0.record.recipe.model == model.name && $0.facts.bytes > 0 })
        kept += result.assets.reduce(0) { $0 + 1 + $1.record.companions.count }
        if kinds == [.text] { kept -= result.assets.count }
      }
      let fetched = try await simulated.paths(containing: "/files/")
      #expect(Set(fetched).count == kept && fetched.count == kept, "\(kind): \(fetched.count) files, \(kept) kept")
    }
  }

  private func withDocumentedSimulator(_ body: (World, Simulated) async throws -> Void) async throws {
    var options = SimulatorOptions()
    options.speed = 0.02
    options.longestEdge = 96
    options.results = { ModelStore.results(of: $0) }
    try await FalSimulator.withRunning(options) { simulator in
      try await World.with { world in
        let provider = try FalProvider(simulator: simulator.baseURL)
        do {
          try await body(world, Simulated(provider: provider, baseURL: simulator.baseURL))
          await provider.shutdown()
        } catch {
          await provider.shutdown()
          throw error
        }
      }
    }
  }

  private func run(_ model: ModelSpec, _ world: World, _ simulated: Simulated) async throws -> GenerationResult {
    var parameters = JSONObject()
    for parameter in model.parameters {
      if let media = parameter.media, parameter.isRequired || parameter.counts != nil {
        let address = JSONValue.string("https://example.com/input.\(media.kind == .image ? "png" : "mp4")")
        let count = parameter.counts?.values.values.max() ?? 1
        parameters[parameter.name] =
          parameter.kind == .array ? .array(Array(repeating: address, count: count)) : address
      } else if parameter.isRequired, let value = parameter.values.first {
        parameters[parameter.name] = value
      }
    }
    for parameter in model.parameters {
      guard let counts = parameter.counts, let choice = counts.values.max(by: { $0.value < $1.value }) else { continue }
      parameters[counts.parameter] = .string(choice.key)
    }
    let hasPrompt = model.parameter(named: "prompt") != nil
    let request = GenerationRequest(prompt: hasPrompt ? "a lake" : nil, model: model.name, parameters: parameters)
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    return try await runner.run(try await runner.prepare(request))
  }

  private static func media(of kind: ModelSpec.Kind) -> MediaKind {
    switch kind {
    case .textToImage, .imageToImage, .upscale: .image
    case .textToVideo, .imageToVideo, .videoToVideo, .audioToVideo: .video
    case .textToSpeech, .speechToSpeech, .music, .sound, .audioToAudio, .videoToAudio: .audio
    case .textTo3D, .imageTo3D, .modelTo3D: .model3d
    case .speechToText, .vision, .text: .text
    case .training: .file
    }
  }
}
