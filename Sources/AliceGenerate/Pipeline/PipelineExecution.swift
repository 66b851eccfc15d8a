import AliceCatalog
import AliceNumbers
import AliceWorkspace
import Synchronization

/// One run of a pipeline, stage by stage: recorded stages are replayed, the others are carried out and recorded.
struct PipelineExecution: Sendable {
  let request: PipelineRequest
  let stages: [Pipeline.Stage]
  let executor: RunExecutor
  let recorded: [PipelineStep]
  /// The maximum cost of the run; nil if it is not known.
  let expected: Money?
  let progress: @Sendable (RunProgress) -> Void
  let each: @Sendable (PipelineStep) -> Void

  private var workspace: Workspace { executor.workspace }

  func run() async throws -> PipelineResult {
    var result = PipelineResult(run: executor.run, pipeline: request.pipeline.name)
    var pictures = try request.images.map(picture)
    var verdicts: [String: PipelineVerdict] = [:]
    for (index, stage) in stages.enumerated() {
      let step: PipelineStep
      if index < recorded.count {
        step = recorded[index]
        result.replayed += 1
      } else {
        guard let made = try await perform(stage, pictures, verdicts, &result) else { break }
        try workspace.journal().append(made.json, toRun: executor.run, position: index)
        step = made
      }
      each(step)
      result.steps.append(step)
      for picture in step.pictures { if let verdict = picture.verdict { verdicts[picture.name] = verdict } }
      pictures = try step.kept.map(picture)
      if pictures.isEmpty { result.state = .ended }
      if pictures.isEmpty || index == stages.count - 1 { break }
    }
    if result.steps.count == stages.count, result.state == .open { result.state = .done }
    return try finished(result, pictures)
  }

  private func finished(_ result: PipelineResult, _ pictures: [PipelinePicture]) throws -> PipelineResult {
    var result = result
    let journal = try workspace.journal()
    if result.state != .open { try journal.finish(run: executor.run, result.state.run, at: workspace.clock.now()) }
    if result.state == .done { result.assets = pictures.compactMap(\.asset) }
    result.files = result.assets.map { workspace.root.appending($0.path) }
    result.jobs = try journal.jobs(run: executor.run)
    return result
  }

  /// Returns the image that is recorded under `name`.
  private func picture(_ name: String) throws -> PipelinePicture {
    guard let id = AssetID(hex: name) ?? InputName.asset(in: name) else { return PipelinePicture(source: name) }
    guard let asset = try workspace.catalog.asset(id) else { throw AliceError.noSuchAsset(name) }
    return PipelinePicture(source: workspace.root.appending(asset.path).description, asset: asset)
  }

  /// Returns nil if the run cannot continue; `result` contains the reason.
  private func perform(
    _ stage: Pipeline.Stage, _ pictures: [PipelinePicture], _ verdicts: [String: PipelineVerdict],
    _ result: inout PipelineResult
  ) async throws -> PipelineStep? {
    try Task.checkCancellation()
    switch stage.step {
    case .generate(let call, let count):
      return try await make(stage, call, Array(repeating: nil, count: count), &result)
    case .refine(let call), .upscale(let call), .animate(let call):
      return try await make(stage, call, pictures, &result)
    case .score: return choice(stage, pictures, try await judge(pictures, verdicts), rule: nil)
    case .keep(let rule): return choice(stage, pictures, try await judge(pictures, verdicts), rule: rule)
    }
  }

  private func make(
    _ stage: Pipeline.Stage, _ call: Pipeline.Call, _ pictures: [PipelinePicture?], _ result: inout PipelineResult
  ) async throws -> PipelineStep? {
    let spent = result.steps.compactMap(\.cost).reduce(.zero, +)
    let counter = RunCounter(
      RunProgress(stage.name, total: pictures.count, spent: spent, expected: expected), progress)
    let generation = StageGeneration(request: request, stage: stage, call: call, executor: executor, counter: counter)
    let made = try await generation.run(pictures)
    result.warnings += made.warnings
    result.failures += made.failures
    guard made.isComplete else { return nil }
    return PipelineStep(
      stage: stage.name, kind: stage.step.kind, model: made.jobs.first?.model ?? call.model,
      pictures: made.assets.map { .init(name: $0.id.hex, verdict: nil, isKept: true) },
      failed: made.jobs.filter { $0.state != .done }.map(\.id), cost: GenerationResult(jobs: made.jobs).cost?.price)
  }

  private func choice(
    _ stage: Pipeline.Stage, _ pictures: [PipelinePicture], _ verdicts: [PipelineVerdict], rule: Pipeline.Rule?
  ) -> PipelineStep {
    let kept = Set(rule?.kept(verdicts) ?? Array(pictures.indices))
    return PipelineStep(
      stage: stage.name, kind: stage.step.kind, model: nil,
      pictures: pictures.indices.map {
        .init(name: pictures[$0].key, verdict: verdicts[$0], isKept: kept.contains($0))
      })
  }

  /// Returns a verdict for each image; one from an earlier stage is reused.
  private func judge(
    _ pictures: [PipelinePicture], _ verdicts: [String: PipelineVerdict]
  ) async throws -> [PipelineVerdict] {
    let unseen = pictures.filter { verdicts[$0.key] == nil && !$0.source.contains("://") }
    let collected = VerdictList()
    await FileScorer().score(unseen.map { BytePath($0.source) }) { collected.append($0) }
    // A choice without all verdicts would have another result.
    try Task.checkCancellation()
    let found = Dictionary(zip(unseen.map(\.key), collected.values)) { first, _ in first }
    return pictures.map { picture in
      var verdict = verdicts[picture.key] ?? found[picture.key] ?? PipelineVerdict()
      if let rating = picture.asset?.record.rating { verdict.stars = rating.stars }
      return verdict
    }
  }
}

extension PipelineResult.State {
  var run: JournalRun.State {
    switch self {
    case .open: .open
    case .done: .done
    case .ended: .ended
    }
  }
}

/// Collects verdicts in the order in which they are appended.
private final class VerdictList: Sendable {
  private let collected = Mutex<[PipelineVerdict]>([])

  var values: [PipelineVerdict] { collected.withLock { $0 } }

  func append(_ result: ScoredFile) {
    let assessment = result.assessment
    collected.withLock {
      $0.append(PipelineVerdict(score: assessment.score?.value, stars: result.stars, defects: assessment.defects))
    }
  }
}
