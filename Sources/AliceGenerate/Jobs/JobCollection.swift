import AliceCatalog
import AliceFal
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Foundation
import Synchronization

/// Fetches the files that a job generated, and ingests them into the library. The progress is recorded after each file.
struct JobCollection: Sendable {
  let recorder: JobRecorder
  let provider: FalProvider
  let downloads: AsyncSemaphore
  private(set) var job: Job
  private var result: FalResult

  /// Creates a collection. `result` is the provider's current result; if it is nil, the recorded one is used.
  init(_ job: Job, _ result: FalResult?, recorder: JobRecorder, provider: FalProvider, downloads: AsyncSemaphore) throws
  {
    let media = CollectedMedia(job)
    let known = media?.output.map {
      FalResult(output: $0, requestID: job.requestID, billableUnits: media?.units)
    }
    guard let result = result ?? known else { throw AliceError.incompleteJob(job: job.id, lacks: .result) }
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
    guard !media.isEmpty else { return .gone("the result contains no image and no video", job) }
    var assets: [Asset] = []
    var failure: (any Error)?
    for index in media.indices {
      do {
        if let asset = try await asset(index) { assets.append(asset) }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The other files may still be available.
        failure = failure ?? error
      }
    }
    if let failure { return try open(failure) }
    return finish(assets)
  }

  /// Returns the asset of the file at `index`, from the library or else from the provider; nil if the file is lost.
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

  /// Fetches a file with new URLs. URLs expire, and a file may be available later than the result that contains its
  /// URL: the result is requested twice more.
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
    // The next run may succeed.
    case .refused: try suspect(index, 0, loss.reason)
    case .useless(let bytes, let reason): try suspect(index, bytes, reason)
    }
    return nil
  }

  /// Records the file as lost if it was the same in an earlier attempt; otherwise the next run tries again.
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
    let generated = generated(index)
    let download = MediaDownload(client: provider.client, library: workspace.library)
    let file = try await downloads.within { try await download.download(generated.media) }
    let now = workspace.clock.now()
    let inspection = try MediaFile.inspect(file, offsetMinutes: now.offsetMinutes)
    var record = generated.record(now: now)
    let withQuality = try workspace.settings.quality
    let scorer = withQuality || generated.isFlagged ? Examiner.sharedScorer : nil
    let examiner = Examiner(scorer: scorer, now: now, makesThumbnails: workspace.thumbnails != nil)
    let thumbnail = examiner.assess(&record, file: file, inspection: inspection)
    if !withQuality { record.assessment = Assessment(defects: record.assessment.defects) }
    let candidate = Candidate(
      source: BytePath(generated.media.url), file: file, inspection: inspection, record: record, modified: now,
      thumbnail: thumbnail)
    // This is recorded before the file gets its name, so that a crash does not lose its job.
    try note(.asset(candidate.id), index)
    return try await place(candidate)
  }

  private func generated(_ index: Int) -> GeneratedMedia {
    let cost = job.cost.map { Cost(amount: $0.price.shares(media.count)[index], basis: $0.basis) }
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
      workspace.keepThumbnails(of: [candidate])
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
    let lost = reasons.first.map { "\(reasons.count) of its \(media.count) files are lost: \($0)" }
    guard !assets.isEmpty else { return .gone(lost ?? "it has no usable file", job) }
    var reply = JobReply(.collected(assets, lost: lost))
    reply.assets = assets
    let flagged =
      media.contains(where: \.isFlagged)
      ? "the provider flagged and blackened an image of job \(job.id); it is billed nevertheless" : nil
    reply.warnings = [lost.map { "job \(job.id): \($0)" }, recorder.bills.doubt(about: job), flagged].compactMap { $0 }
    return reply
  }

  /// Returns the reply for a job that stays open because of this machine or the network. Throws any other error.
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

/// The error of a file that could not be placed, kept for the caller.
private final class Trouble: Sendable {
  let error = Mutex<LibraryError?>(nil)
}

extension Money {
  /// Returns nearly equal parts whose sum is the whole amount.
  func shares(_ count: Int) -> [Money] {
    guard count > 0 else { return [] }
    let (part, rest) = nanos.quotientAndRemainder(dividingBy: Int64(count))
    return (0..<count).map { Money(nanos: part + ($0 < rest ? 1 : 0)) }
  }
}
