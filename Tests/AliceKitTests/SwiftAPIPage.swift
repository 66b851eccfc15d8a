// The Swift of docs/swift-api.md, written by docs/make-swift-page. Change it there.

import AliceKit
import Foundation

/// `environment` holds `FAL_KEY`: mostly it is `ProcessInfo.processInfo.environment`.
func firstPicture(library: String, environment: [String: String]) async throws {
  let provider = try await FalProvider(environment: environment)
  let alice = try Alice(library: library, provider: provider)

  let request = GenerationRequest(
    prompt: "A serene mountain landscape at sunset",
    generationType: .image,
    model: "flux-schnell",
    parameters: ["width": 1024, "height": 768])

  let result = try await provider.generate(request, into: alice)
  if result.success, let path = result.filePath {
    print("Image saved to: \(path)")
    print("Cost: $\(result.cost?.amount.description ?? "unknown")")
  }
  await provider.shutdown()
}

func explain(_ request: GenerationRequest, _ alice: Alice) async throws -> String {
  do {
    let result = try await alice.generate(request)
    return result.failures.isEmpty ? "done" : "failed: \(result.failures)"
  } catch AliceError.unknownModel(let name, let nearest) {
    return "no model \(name), did you mean \(nearest ?? "another")?"
  } catch AliceError.input(let problem) {
    return "not sent: \(problem)"
  }
}

func dancer() -> GenerationRequest {
  GenerationRequest(
    prompt: "A graceful dancer performing ballet in a moonlit forest",
    generationType: .video,
    model: "kling-v2-text",
    parameters: ["duration": "5", "aspect_ratio": "16:9", "cfg_scale": 0.5])
}

func parameters(of model: String) -> [String] {
  ModelRegistry.builtIn.model(named: model)?.parameters.map(\.name) ?? []
}

func moving(_ picture: Asset, _ alice: Alice) async throws -> [Asset] {
  let request = GenerationRequest(
    prompt: "slow pan to the left", model: "kling-v2-image", inputs: InputFiles(images: [picture.id.hex]))
  let film = try await alice.generate(request)
  assert(film.assets.allSatisfy { $0.record.provenance.parents == [picture.id] })
  return try alice.search("from:\(picture.id.short)")
}

func manyLakes(_ alice: Alice) async throws -> Money {
  let rows = ["dawn", "noon", "night"].enumerated().map { line, time in
    BatchRow(number: line + 1, request: GenerationRequest(prompt: "a lake at \(time)", model: "flux-schnell"))
  }
  let batch = try await alice.batch(BatchRequest(rows: rows, concurrency: 2, maxCost: Money("0.50"))) { row in
    print(row.row.number, row.result.files)
  }
  return batch.whole.cost?.amount ?? .zero
}

func bestLake(_ alice: Alice) async throws -> [BytePath] {
  guard let pipeline = Pipeline.ready.first(where: { $0.name == "draft-to-final" }) else { return [] }
  return try await alice.run(PipelineRequest(pipeline, prompt: "a lake at dawn")) { print($0.stage) }.files
}

func watch(_ bus: EventBus) -> Task<Int, Never> {
  let events = bus.events("generation.completed")
  return Task {
    var count = 0
    for await event in events {
      print(event.name.rawValue, event.data)
      count += 1
    }
    return count
  }
}

func announce(_ bus: EventBus) -> Task<Void, Never> {
  bus.subscribe("generation.started") { event in print("started", event.data["model"]?.stringValue ?? "") }
}

func tidy(_ downloads: BytePath, _ alice: Alice) async throws -> Asset? {
  let report = try await alice.organize(OrganizeRequest(sources: [downloads], quality: true))
  print(report.placed.count, "placed,", report.refused.count, "refused")

  for asset in try alice.search("mountain landscape", qualityMin: 4, limit: 10) {
    print(asset.id.short, asset.quality ?? 0, alice.file(of: asset))
  }
  guard let best = try alice.search("mountain landscape", limit: 1).first else { return nil }
  return try alice.rate(best, Rating(5))
}
