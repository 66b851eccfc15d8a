import AliceCatalog
import AliceNumbers
import AliceWorkspace
import Synchronization

/// A stage that calls a model: one request for each image, so that each has its own seed.
struct StageGeneration: Sendable {
  let request: PipelineRequest
  let stage: Pipeline.Stage
  let call: Pipeline.Call
  let executor: RunExecutor
  let counter: RunCounter

  struct Made: Sendable {
    /// The assets, each once.
    var assets: [Asset] = []
    var jobs: [Job] = []
    var failures: [AliceError] = []
    var warnings: [String] = []

    /// Whether every request has ended and there is at least one asset.
    var isComplete: Bool {
      !assets.isEmpty && jobs.allSatisfy { [.done, .failed, .cancelled].contains($0.state) }
        && !failures.contains { $0.concernsTheAccount }
    }
  }

  func run(_ pictures: [PipelinePicture?]) async throws -> Made {
    let models = executor.provider.models
    let model = try models.priced(models.registry, knowing: [call.model]).known(call.model)
    let wanted = pictures.indices.map { index in
      RunExecutor.JobRequest(place: "\(stage.name)/\(index + 1)") { try await job(model, pictures[index], index) }
    }
    let settled = try await executor.settle(wanted)
    let outcomes = Mutex([JobRunner.Outcome?](repeating: nil, count: settled.count))
    try await executor.finish(settled) { index, outcome in
      outcomes.withLock { $0[index] = outcome }
      counter.spend(outcome.job)
      counter.end([outcome])
    }
    return made(outcomes.withLock { $0 }.compactMap { $0 })
  }

  private func made(_ outcomes: [JobRunner.Outcome]) -> Made {
    var made = Made()
    var seen: Set<AssetID> = []
    for outcome in outcomes {
      made.jobs.append(outcome.job)
      made.assets += outcome.assets.filter { seen.insert($0.id).inserted }
      made.warnings += outcome.warnings
      if let failure = outcome.failure { made.failures.append(failure) }
    }
    return made
  }

  private func job(_ model: ModelSpec, _ picture: PipelinePicture?, _ index: Int) async throws -> Job {
    var wish = stage.request(request, call, model, from: picture)
    if picture == nil, let seed = call.parameters["seed"]?.scalarText.flatMap({ UInt64($0) }) {
      // The same seed would generate, and bill, the same image again.
      wish.parameters["seed"] = .string(String(seed &+ UInt64(index)))
    }
    let plan = try await GenerationRunner(executor.session).prepare(wish)
    guard var job = plan.jobs(now: executor.workspace.clock.now(), provider: executor.provider.name).first else {
      throw AliceError.pipeline(.emptyStage(stage.name))
    }
    guard let asset = picture?.asset else { return job }
    job.parents = [asset.id]
    // A price that depends on the input image is known now.
    job.estimate = job.estimate ?? model.estimate(input: job.input, source: asset.facts)
    job.reserved = job.reserved ?? model.reservation(input: job.input, source: asset.facts)
    return job
  }
}
