import AliceCatalog
import AliceFal
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Foundation
import Synchronization

/// Fetches everything that a job made, and takes it into the library. What is collected is recorded file by file.
struct JobCollection: Sendable {
  let recorder: JobRecorder
  let provider: FalProvider
  let downloads: AsyncSemaphore
  private(set) var job: Job
  private var result: FalResult

  /// `result` is what the provider has just answered; without it the recorded one is taken.
  init(_ job: Job, _ result: FalResult?, recorder: JobRecorder, provider: FalProvider, downloads: AsyncSemaphore) throws
  {
    let media = CollectedMedia(job)
    let known = media?.output.map {
      FalResult(output: $0, requestID: job.requestID, billableUnits: media?.units)
    }
    guard let result = result ?? known else { throw AliceError.providerFailed("job \(job.id) has no result") }
    self.recorder = recorder
    self.provider = provider
    self.downloads = downloads
    self.job = job
    self.result = result
  }

  private var workspace: Workspace { recorder.workspace }
  private var media: [FalMedia] { FalMedia.mediaURLs(in: result.output) }
  private var items: [Int: CollectedMedia.Item] { CollectedMedia(job)?.items ?? [:] }

  mutating func collect() async throws -> JobReply {
    guard !media.isEmpty else { return .gone("the answer names no picture and no video", job) }
    var assets: [Asset] = []
    var failure: (any Error)?
    for index in media.indices {
      do {
        if let asset = try await asset(index) { assets.append(asset) }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The others may still be had.
        failure = failure ?? error
      }
    }
    if let failure { return try open(failure) }
    return finish(assets)
  }

  /// The file number `index`: the library's, else the provider's. Nil where it can never be had.
  private mutating func asset(_ index: Int) async throws -> Asset? {
    switch items[index] {
    case .asset(let id): if let asset = try workspace.catalog.asset(id) { return asset }
    case .lost: return nil
    case .suspect, nil: break
    }
    do {
      return try await fetch(index)
    } catch MediaLoss.gone, MediaLoss.refused {
      return try await fetchAgain(index)
    } catch MediaLoss.useless(let bytes, let reason) {
      try suspect(index, bytes, reason)
    }
    return nil
  }

  /// Addresses run out, and a file may come later than the result that names it: the result is asked for fresh ones, twice.
  private mutating func fetchAgain(_ index: Int) async throws -> Asset? {
    var loss = MediaLoss.gone
    let inquiry = JobResult(workspace: workspace, provider: provider, bills: recorder.bills)
    for attempt in [2, 4] {
      try await Task.sleep(for: provider.polling.delay(attempt: attempt))
      if let fresh = try await inquiry.again(job) { result = fresh }
      do {
        return try await fetch(index)
      } catch let found as MediaLoss {
        loss = found
      }
    }
    switch loss {
    case .gone: try note(.lost(loss.reason), index)
    // The next run may have it.
    case .refused: try suspect(index, 0, loss.reason)
    case .useless(let bytes, let reason): try suspect(index, bytes, reason)
    }
    return nil
  }

  /// Lost where it came the same before; else the next run tries again.
  private mutating func suspect(_ index: Int, _ bytes: UInt64, _ reason: String) throws {
    guard items[index] != .suspect(bytes) else { return try note(.lost(reason), index) }
    try note(.suspect(bytes), index)
    throw AliceError.temporary(reason)
  }

  private mutating func note(_ item: CollectedMedia.Item, _ index: Int) throws {
    _ = try recorder.apply(.media(index, item), to: &job)
  }

  private mutating func fetch(_ index: Int) async throws -> Asset {
    guard media.indices.contains(index) else { throw MediaLoss.gone }
    let made = made(index)
    let download = MediaDownload(client: provider.client, library: workspace.library)
    let file = try await downloads.within { try await download.download(made.media) }
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
    try note(.asset(candidate.id), index)
    return try await place(candidate)
  }

  private func made(_ index: Int) -> GeneratedMedia {
    let cost = job.cost.map { Cost(amount: $0.amount.shares(media.count)[index], basis: $0.basis) }
    return GeneratedMedia(job: job, output: result.output, media: media[index], cost: cost)
  }

  private func place(_ candidate: Candidate) async throws -> Asset {
    let lock = try await workspace.library.lockForWriting()
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

  private func finish(_ assets: [Asset]) -> JobReply {
    let reasons = items.sorted { $0.key < $1.key }.compactMap { _, item -> String? in
      if case .lost(let reason) = item { reason } else { nil }
    }
    let lost = reasons.first.map { "\(reasons.count) of its \(media.count) files can never be had: \($0)" }
    guard !assets.isEmpty else { return .gone(lost ?? "nothing came of it", job) }
    var reply = JobReply(.collected(assets, lost: lost))
    reply.assets = assets
    let flagged =
      media.contains(where: \.isFlagged)
      ? "the provider flagged and blackened a picture of job \(job.id); it is billed all the same" : nil
    reply.warnings = [lost.map { "job \(job.id): \($0)" }, recorder.bills.doubt(about: job), flagged].compactMap { $0 }
    return reply
  }

  /// The job stays open, because of this machine or of the network; any other error is thrown.
  private func open(_ error: any Error) throws -> JobReply {
    let reason: String
    switch error {
    case AliceError.temporary(let message):
      return JobReply(.filingFailed(message), failure: AliceError.kept(job: job.id, reason: message))
    case let error as LibraryError: reason = error.words
    case CatalogError.noSpace: reason = "the disk is full"
    case CatalogError.notWritable, CatalogError.cannotOpen: reason = "the library cannot be written to"
    default: throw error
    }
    return JobReply(.filingFailed(reason), failure: AliceError.notFiled(job: job.id, reason: reason))
  }
}

extension LibraryError {
  fileprivate var words: String {
    switch errno {
    case ENOSPC, EDQUOT: "the disk is full"
    case EROFS: "the disk of the library is read-only"
    case EACCES, EPERM: "the library may not be written to"
    case EIO: "the disk of the library fails"
    default: "\(self)"
    }
  }
}

/// Why a file could not be placed, for the one that asked for it.
private final class Trouble: Sendable {
  let error = Mutex<LibraryError?>(nil)
}

extension Money {
  /// Equal parts that add up to the whole again.
  func shares(_ count: Int) -> [Money] {
    guard count > 0 else { return [] }
    let (part, rest) = nanos.quotientAndRemainder(dividingBy: Int64(count))
    return (0..<count).map { Money(nanos: part + ($0 < rest ? 1 : 0)) }
  }
}
