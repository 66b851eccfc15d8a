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
    print("Cost: $\(result.cost?.price.description ?? "unknown")")
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
  return batch.whole.cost?.price ?? .zero
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

func share(_ alice: Alice, into folder: BytePath) throws -> [BytePath] {
  let best = try alice.search("lake", qualityMin: 4)
  for asset in try alice.tag(best, adding: ["lake/best"], removing: ["draft"]) {
    let details = try alice.show(asset)
    print(details.file, asset.record.tags, details.metadata.count, details.lineage?.parents.count ?? 0)
  }
  return try best.map { try alice.export($0, to: folder, as: .stripped).file }
}

/// For files anywhere: no library is needed.
func judge(_ files: [BytePath]) async throws -> [Int?] {
  for file in files { print(try Alice.show(file: file).asset.record.recipe.prompt ?? "no prompt") }
  return try await Alice.score(files).map(\.stars)
}

func finish(_ alice: Alice) async throws -> [Asset] {
  for job in try alice.jobs(open: true) { print(job.id, job.state, job.model) }
  let result = try await alice.resume()
  print("failed: \(result.failures)")
  return result.assets
}

func stop(_ prefix: String, _ alice: Alice) async throws -> Bool {
  let (job, outcome) = try await alice.cancel(try alice.job(prefix))
  print(job.id, outcome)
  return outcome == .neverSent || outcome == .beforeStart
}

func cheapest(_ kind: ModelSpec.Kind, _ alice: Alice) async throws -> String? {
  let model = try await alice.model(named: "flux-schnell")
  print(model.endpoint, model.parameters.map(\.name))
  return alice.models.models.filter { $0.kind == kind && $0.price != nil }
    .min { ($0.price?.amount ?? .zero) < ($1.price?.amount ?? .zero) }?.name
}

func spendNoMore(than amount: Money, _ alice: Alice) throws -> Money? {
  try alice.setBudget(.day, to: amount)
  let costs = try alice.cost(by: [.model], since: "today")
  for group in costs.groups { print(group.values, group.requests, group.spent, group.keepers) }
  return try alice.budget().first { $0.period == .day }?.left
}

func undoLast(_ alice: Alice) async throws -> [BytePath] {
  for operation in try alice.history(limit: 10) { print(operation.id, operation.kind, operation.started) }
  let report = try await alice.undo()
  print("left alone: \(report.refused)")
  return Array(report.undone)
}

func mend(_ library: String) async throws -> Bool {
  do {
    let report = try await Alice(library: library).check(repair: true)
    return report.remaining.isEmpty && report.failures.isEmpty
  } catch AliceError.catalogMissing {
    return try await Alice.reindex(library: library).unreachable.isEmpty
  } catch AliceError.catalogDamaged {
    return try await Alice.reindex(library: library).unreachable.isEmpty
  }
}
