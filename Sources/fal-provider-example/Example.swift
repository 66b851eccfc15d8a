import AliceKit
import FalSimulator
import Foundation

/// What the guide of the fal provider shows, in Swift: a first picture, a premium one, a video, events by name, organizing,
/// searching. Runs against the built-in simulator, so it needs no key and costs nothing.
@main
enum Example {
  static func main() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fal-provider-example-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = SimulatorOptions()
    options.speed = 0.1
    try await FalSimulator.withRunning(options) { simulator in
      let provider = try FalProvider(simulator: simulator.baseURL)
      let alice = try Alice(library: folder.appending(path: "Library").path, provider: provider)
      let told = subscribe(to: alice.events)
      try await basicImage(alice)
      try await premiumImage(alice)
      try await video(alice)
      try await workflow(alice)
      alice.events.close()
      for subscription in told { await subscription.value }
      await provider.shutdown()
    }
  }

  /// Handlers by name; a family such as `generation.*` works as well.
  static func subscribe(to bus: EventBus) -> [Task<Void, Never>] {
    ["generation.started", "generation.completed", "generation.failed"].map { name in
      bus.subscribe(name) { event in print("event: \(event.name.rawValue) \(event.data["model"]?.stringValue ?? "")") }
    }
  }

  static func basicImage(_ alice: Alice) async throws {
    let request = GenerationRequest(
      prompt: "A serene mountain landscape at sunset", generationType: .image, model: "flux-schnell",
      parameters: ["width": 1024, "height": 768])
    let result = try await alice.generate(request)
    if result.success, let path = result.filePath {
      print("Image saved to: \(path.lastComponent)")
      print("Cost: $\(result.cost?.amount.description ?? "unknown")")
    }
  }

  static func premiumImage(_ alice: Alice) async throws {
    let request = GenerationRequest(
      prompt: "Award-winning photograph of a majestic eagle, National Geographic style", generationType: .image,
      model: "flux-pro", parameters: ["width": 1024, "height": 1024])
    let result = try await alice.generate(request)
    print("Premium: \(result.assets.first?.path.description ?? "nothing")")
  }

  static func video(_ alice: Alice) async throws {
    let request = GenerationRequest(
      prompt: "A graceful dancer performing ballet in a moonlit forest", generationType: .video, model: "kling-v2-text",
      parameters: ["duration": "5", "aspect_ratio": "16:9", "cfg_scale": 0.5])
    let result = try await alice.generate(request)
    print("Video: \(result.assets.first?.facts.duration ?? 0) s")
  }

  /// Variations of a prompt, then scores, then the best of them.
  static func workflow(_ alice: Alice) async throws {
    for variation in ["morning", "sunset", "night"] {
      _ = try await alice.generate(
        GenerationRequest(prompt: "Mountain landscape at \(variation)", model: "flux-dev"))
    }
    let report = try await alice.organize(OrganizeRequest(sources: [], quality: true))
    print("Filed by quality: \(report.moved.count)")
    let best = try alice.search("mountain landscape", qualityMin: 4)
    print("Found: \(best.count) of four stars or more")
  }
}
