import AliceCatalog
import AliceFal
import AliceLibrary
import AliceMedia

/// Waits for a submitted job, downloads everything it made, and takes it into the library.
struct JobCollection: Sendable {
  let runner: JobRunner

  private var workspace: Workspace { runner.workspace }
  private var client: FalClient { runner.provider.client }

  func collect(_ job: Job) async throws -> JobRunner.Outcome {
    try await wait(for: job)
    let result = try await result(of: job)
    let media = FalMedia.mediaURLs(in: result.output)
    guard !media.isEmpty else { throw try keep(job, .providerFailed("the answer names no picture and no video")) }
    var finished = job
    finished.billed = billed(job, units: result.billableUnits)
    let costs = (finished.billed ?? job.estimate).map { $0.shares(media.count) }
    var assets: [Asset] = []
    for (index, item) in media.enumerated() {
      let made = GeneratedMedia(job: finished, output: result.output, media: item, cost: costs?[index])
      assets.append(try await take(made))
    }
    var outcome = try finish(finished, assets: assets, units: result.billableUnits)
    if media.contains(where: \.isFlagged) {
      outcome.warnings = ["the provider flagged and blackened a picture of job \(job.id); it is billed all the same"]
    }
    return outcome
  }

  /// Until the provider says it is done. A cancelled task stops waiting; the request goes on.
  private func wait(for job: Job) async throws {
    guard let url = job.statusURL else { throw AliceError.providerFailed("job \(job.id) has no status address") }
    var attempt = 0
    while true {
      let status: FalStatus
      do {
        status = try await client.status(of: url, logs: false)
      } catch .cancelled {
        throw CancellationError()
      } catch .notFound {
        // Finished so long ago that its state is gone; the result may still be there.
        return
      } catch {
        throw AliceError(error)
      }
      switch status {
      case .completed: return
      case .inQueue(let position):
        runner.publish(.generationProgress, job, ["position": position.map { JSONValue($0) } ?? .null])
      case .inProgress: runner.publish(.generationProgress, job, ["running": true])
      }
      try await Task.sleep(for: runner.provider.polling.delay(attempt: attempt))
      attempt += 1
    }
  }

  private func result(of job: Job) async throws -> FalResult {
    guard let url = job.responseURL else { throw AliceError.providerFailed("job \(job.id) has no result address") }
    do {
      return try await client.result(url)
    } catch .cancelled {
      throw CancellationError()
    } catch let error where error.endsTheJob {
      throw try runner.fail(job, error)
    } catch {
      throw try keep(job, AliceError(error))
    }
  }

  /// The job stays open: what was paid for may still be had.
  private func keep(_ job: Job, _ error: AliceError) throws -> AliceError {
    var kept = job
    kept.error = "\(error)"
    _ = try runner.save(kept)
    return error
  }

  private func billed(_ job: Job, units: String?) -> Money? {
    guard let units = units.flatMap(Double.init), let price = runner.provider.models.book.listed(job.endpoint)?.price
    else {
      return nil
    }
    return Money(price.amount.dollars * units)
  }

  private func take(_ made: GeneratedMedia) async throws -> Asset {
    let file = try await MediaDownload(client: client, library: workspace.library).download(made.media)
    let now = workspace.clock.now()
    let inspection: Inspection
    do {
      inspection = try MediaFile.inspect(file, offsetMinutes: now.offsetMinutes)
    } catch {
      throw AliceError.providerFailed("the result of job \(made.job.id) is no picture and no video")
    }
    var record = made.record(now: now)
    let scorer = workspace.settings.quality || made.isFlagged ? Examiner.sharedScorer : nil
    Examiner(scorer: scorer, now: now).assess(&record, file: file, inspection: inspection)
    if !workspace.settings.quality { record.assessment = Assessment(defects: record.assessment.defects) }
    let candidate = Candidate(
      source: BytePath(made.media.url), file: file, inspection: inspection, record: record, modified: now)
    return try place(candidate)
  }

  private func place(_ candidate: Candidate) throws -> Asset {
    let lock = try workspace.lock()
    defer { withExtendedLifetime(lock) {} }
    let planner = IngestPlanner(
      layout: try workspace.layout(), withQuality: workspace.settings.quality, workspace: workspace)
    switch try Ingester(workspace: workspace).apply(try planner.steps(for: [candidate])).first {
    case .placed(let asset, _, _), .already(let asset, _):
      workspace.events.publish(
        Event(
          .assetPlaced, at: workspace.clock.now(),
          data: ["id": .string(asset.id.hex), "path": .string(asset.path.description)]))
      return asset
    case .refused(let reason): throw AliceError.system("a result could not be filed: \(reason.rawValue)")
    case nil: throw AliceError.system("a result could not be filed")
    }
  }

  private func finish(_ job: Job, assets: [Asset], units: String?) throws -> JobRunner.Outcome {
    var done = job
    done.state = .done
    done.error = nil
    done.assets = assets.map(\.id)
    if runner.provider.name != FalProvider.simulatorName, let amount = done.billed ?? done.estimate {
      try workspace.journal().spend(
        LedgerEntry(
          job: done.id, provider: done.provider, model: done.model, endpoint: done.endpoint, project: done.project,
          units: units, unit: runner.provider.models.book.listed(done.endpoint)?.price?.unitPhrase, amount: amount,
          basis: done.billed == nil ? .estimate : .billed, created: done.created))
    }
    done = try runner.save(done)
    let cost = (done.billed ?? done.estimate).map { Cost(amount: $0, basis: done.billed == nil ? .estimate : .billed) }
    runner.publish(
      .generationCompleted, done,
      [
        "assets": .array(done.assets.map { .string($0.hex) }),
        "paths": .array(assets.map { .string($0.path.description) }), "cost": cost?.json ?? .null,
      ])
    return JobRunner.Outcome(job: done, assets: assets)
  }
}

extension Money {
  /// Equal parts that add up to the whole again.
  func shares(_ count: Int) -> [Money] {
    guard count > 0 else { return [] }
    let (part, rest) = nanos.quotientAndRemainder(dividingBy: Int64(count))
    return (0..<count).map { Money(nanos: part + ($0 < rest ? 1 : 0)) }
  }
}
