import AliceCatalog
import AliceFal
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Synchronization

/// Waits for a submitted job, downloads everything it made, and takes it into the library.
struct JobCollection: Sendable {
  let runner: JobRunner

  private var workspace: Workspace { runner.workspace }

  func collect(_ job: Job) async throws -> JobRunner.Outcome {
    let known = CollectedMedia(job)
    var result = known?.result(of: job)
    if result == nil {
      let end = runner.waitPolicy.end(for: job)
      try await JobWait(runner: runner).wait(for: job, until: end)
      result = try await JobResult(runner: runner).fetch(job, until: end)
    }
    guard let result else { throw AliceError.providerFailed("job \(job.id) has no result") }
    return try await take(job, result, known ?? CollectedMedia(result))
  }

  private func take(_ job: Job, _ result: FalResult, _ known: CollectedMedia) async throws -> JobRunner.Outcome {
    var answer = JobAnswer(job: try remember(job, result, known), result: result, taken: known)
    guard !answer.media.isEmpty else { throw try runner.lose(answer.job, "the answer names no picture and no video") }
    var assets: [Asset] = []
    var failure: (any Error)?
    for index in answer.media.indices {
      do {
        if let asset = try await asset(index, of: &answer) { assets.append(asset) }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The others may still be had.
        failure = failure ?? error
      }
    }
    if let failure { throw try runner.keep(answer.job, filing: failure) }
    var outcome = try finish(answer, assets: assets)
    if answer.media.contains(where: \.isFlagged) {
      outcome.warnings.append(
        "the provider flagged and blackened a picture of job \(job.id); it is billed all the same")
    }
    return outcome
  }

  /// The file number `index`: the library's, else the provider's. Nil where it can never be had.
  private func asset(_ index: Int, of answer: inout JobAnswer) async throws -> Asset? {
    switch answer.taken.items[index] {
    case .asset(let id): if let asset = try workspace.catalog.asset(id) { return asset }
    case .lost: return nil
    case .suspect, nil: break
    }
    do {
      return try await fetch(index, of: &answer)
    } catch MediaLoss.gone, MediaLoss.refused {
      return try await fetchAgain(index, of: &answer)
    } catch MediaLoss.useless(let bytes, let reason) {
      return try useless(index, bytes, reason, of: &answer)
    }
  }

  /// Addresses run out, and a file may come later than the result that names it: the result is asked for fresh ones, twice.
  private func fetchAgain(_ index: Int, of answer: inout JobAnswer) async throws -> Asset? {
    var loss = MediaLoss.gone
    for attempt in [2, 4] {
      try await Task.sleep(for: runner.provider.polling.delay(attempt: attempt))
      if let fresh = try await JobResult(runner: runner).again(answer.job) { answer.result = fresh }
      do {
        return try await fetch(index, of: &answer)
      } catch let found as MediaLoss {
        loss = found
      }
    }
    switch loss {
    case .gone: try note(.lost(loss.reason), index, &answer)
    // The next run may have it.
    case .refused: return try useless(index, 0, loss.reason, of: &answer)
    case .useless(let bytes, let reason): return try useless(index, bytes, reason, of: &answer)
    }
    return nil
  }

  private func useless(_ index: Int, _ bytes: UInt64, _ reason: String, of answer: inout JobAnswer) throws -> Asset? {
    guard answer.taken.items[index] != .suspect(bytes) else {
      try note(.lost(reason), index, &answer)
      return nil
    }
    try note(.suspect(bytes), index, &answer)
    throw AliceError.temporary(reason)
  }

  private func note(_ item: CollectedMedia.Item, _ index: Int, _ answer: inout JobAnswer) throws {
    answer.taken.items[index] = item
    answer.job.taken = answer.taken.json
    answer.job = try runner.save(answer.job)
  }

  /// The answer and its price, on disk before the first file is fetched.
  private func remember(_ job: Job, _ result: FalResult, _ taken: CollectedMedia) throws -> Job {
    guard job.taken == nil else { return job }
    var counted = job
    let bill = runner.bills.bill(for: job, units: taken.units)
    if let bill { counted.take(bill) }
    counted.taken = taken.json
    counted.updated = workspace.clock.now()
    try workspace.journal().update(counted, spending: runner.bills.ledgerEntry(of: counted))
    if counted.isUnverified, let bill {
      runner.publish(.generationUnverified, counted) { payload in
        payload.units = bill.units
        payload.unit = runner.bills.unit(of: job)
        payload.billed = bill.told
        payload.cost = counted.cost
      }
    }
    return counted
  }

  private func fetch(_ index: Int, of answer: inout JobAnswer) async throws -> Asset {
    let download = MediaDownload(client: runner.provider.client, library: workspace.library)
    guard answer.media.indices.contains(index) else { throw MediaLoss.gone }
    let made = answer.made(index)
    let file = try await runner.downloads.within { try await download.download(made.media) }
    let now = workspace.clock.now()
    let inspection = try MediaFile.inspect(file, offsetMinutes: now.offsetMinutes)
    var record = made.record(now: now)
    let withQuality = try workspace.settings.quality
    let scorer = withQuality || made.isFlagged ? Examiner.sharedScorer : nil
    Examiner(scorer: scorer, now: now).assess(&record, file: file, inspection: inspection)
    if !withQuality { record.assessment = Assessment(defects: record.assessment.defects) }
    let candidate = Candidate(
      source: BytePath(made.media.url), file: file, inspection: inspection, record: record, modified: now)
    // Before the file gets its name: a crash must not lose what it belongs to.
    try note(.asset(candidate.id), index, &answer)
    return try await place(candidate)
  }

  private func place(_ candidate: Candidate) async throws -> Asset {
    let lock = try await workspace.lockWaiting()
    defer { withExtendedLifetime(lock) {} }
    let planner = IngestPlanner(
      layout: try workspace.layout(), withQuality: try workspace.settings.quality, workspace: workspace)
    var ingester = Ingester(workspace: workspace)
    let trouble = Trouble()
    ingester.told = { error in trouble.error.withLock { $0 = error } }
    switch try ingester.apply(try planner.steps(for: [candidate])).first {
    case .placed(let asset, _, _), .already(let asset, _):
      workspace.events.publish(.assetPlaced(asset, at: workspace.clock.now()))
      return asset
    case .refused(let reason): throw trouble.error.withLock { $0 } ?? AliceError.system(reason.rawValue)
    case nil: throw AliceError.system("it could not be filed")
    }
  }

  private func finish(_ answer: JobAnswer, assets: [Asset]) throws -> JobRunner.Outcome {
    let reasons = answer.taken.items.sorted { $0.key < $1.key }.compactMap { _, item -> String? in
      if case .lost(let reason) = item { reason } else { nil }
    }
    let lost = reasons.first.map { "\(reasons.count) of its \(answer.media.count) files can never be had: \($0)" }
    guard !assets.isEmpty else { throw try runner.lose(answer.job, lost ?? "nothing came of it") }
    var done = answer.job
    done.state = .done
    done.error = lost
    done.assets = assets.map(\.id)
    done = try runner.save(done)
    runner.publish(.generationCompleted, done) { payload in
      payload.assets = done.assets
      payload.paths = assets.map(\.path.description)
      payload.cost = done.cost
    }
    let warnings = [lost.map { "job \(done.id): \($0)" }, runner.bills.doubt(about: done)].compactMap { $0 }
    return JobRunner.Outcome(job: done, assets: assets, warnings: warnings)
  }
}

/// A job that is done at the provider, what it answered, and what of that has been taken.
private struct JobAnswer {
  var job: Job
  var result: FalResult
  var taken: CollectedMedia

  var media: [FalMedia] { FalMedia.mediaURLs(in: result.output) }

  func made(_ index: Int) -> GeneratedMedia {
    let cost = job.cost.map { Cost(amount: $0.amount.shares(media.count)[index], basis: $0.basis) }
    return GeneratedMedia(job: job, output: result.output, media: media[index], cost: cost)
  }
}

/// Why a file could not be placed, for the one that asked for it.
private final class Trouble: Sendable {
  let error = Mutex<LibraryError?>(nil)
}

extension CollectedMedia {
  init(_ result: FalResult) { self.init(output: result.output, units: result.billableUnits) }

  /// The result as it was, for a job that is taken up again.
  func result(of job: Job) -> FalResult? {
    output.map { FalResult(output: $0, requestID: job.requestID, billableUnits: units) }
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
