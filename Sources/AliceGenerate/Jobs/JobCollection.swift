import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace
import Foundation

/// Fetches the files that a job generated, and ingests them into the library. The progress is recorded after each file.
struct JobCollection: Sendable {
  let recorder: JobRecorder
  let provider: FalProvider
  let downloads: AsyncSemaphore
  var transfers: @Sendable (TransferProgress) -> Void = { _ in }
  var job: Job
  var result: FalResult
  /// The files, and what looks like a file under a name for pages; the progress records positions in this list.
  var media: [FalMedia]
  private var report = CollectionReport()

  /// Creates a collection. `result` is the provider's current result; if it is nil, the recorded one is used.
  init(_ job: Job, _ result: FalResult?, recorder: JobRecorder, provider: FalProvider, downloads: AsyncSemaphore) throws
  {
    let collected = CollectedMedia(job)
    let known = collected?.output.map {
      FalResult(
        output: $0, requestID: job.requestID, billableUnits: collected?.units, isCut: collected?.isCut ?? false)
    }
    guard let result = result ?? known else { throw AliceError.incompleteJob(job: job.id, lacks: .result) }
    (self.recorder, self.provider, self.downloads) = (recorder, provider, downloads)
    (self.job, self.result) = (job, result)
    media = FalMedia.candidates(in: result.output, apartFrom: job.input)
    // A search that was cancelled has not found everything.
    try Task.checkCancellation()
  }

  var workspace: Workspace { recorder.workspace }
  var items: [Int: CollectedMedia.Item] { CollectedMedia(job)?.items ?? [:] }

  /// The positions of those that are files.
  private var files: [Int] { media.indices.filter { media[$0].isFile(on: provider.client.configuration) } }

  private var groups: [MediaGroup] {
    let files = files
    return MediaGroup.groups(of: files.map { media[$0] }).map { group in
      MediaGroup(main: files[group.main], companions: group.companions.map { files[$0] })
    }
  }

  mutating func collect() async throws -> JobReply {
    let groups = groups
    guard !groups.isEmpty else { return try await collectText() }
    var assets: [Asset] = []
    var failure: (any Error)?
    let shares = job.cost.map { cost in
      cost.price.shares(groups.count).map { Cost(amount: $0, basis: cost.basis) }
    }
    for (number, group) in groups.enumerated() {
      do {
        assets += try await collect(group, cost: shares?[number])
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The other files may still be available.
        failure = failure ?? error
      }
    }
    if let failure { return try open(failure) }
    report.found(results: groups.count, of: job)
    return finish(assets)
  }

  /// Returns the assets of a result and the files that belong to it. If the result itself is lost, those are kept as
  /// results of their own.
  private mutating func collect(_ group: MediaGroup, cost: Cost?) async throws -> [Asset] {
    if let asset = try asset(group.main) { return [asset] + (try await apart(group, awaited: true)) }
    if let main = try await file(group.main) {
      let beside = try await parts(group)
      let asset = try await keep(main, with: beside, at: group.main, cost: cost)
      return [asset] + (try await apart(group, awaited: false))
    }
    var assets: [Asset] = []
    for (number, index) in group.companions.enumerated() {
      let alone = MediaGroup(main: index, companions: [])
      assets += try await collect(alone, cost: number == 0 ? cost : nil)
    }
    return assets
  }

  /// Returns those files of a group as assets of their own that cannot join the result: they were kept before it, come
  /// after it (`awaited`), or exceed the number of companions.
  private mutating func apart(_ group: MediaGroup, awaited: Bool) async throws -> [Asset] {
    var assets: [Asset] = []
    for (number, index) in group.companions.enumerated() {
      let isApart =
        switch items[index] {
        case .asset: true
        case .suspect: awaited || number >= Companion.limit
        case .lost, nil: number >= Companion.limit
        }
      if isApart { assets += try await collect(MediaGroup(main: index, companions: []), cost: nil) }
    }
    return assets
  }

  /// Returns the asset that the file at `index` became; nil if the library has none.
  private func asset(_ index: Int) throws -> Asset? {
    if case .asset(let id) = items[index] { try workspace.catalog.asset(id) } else { nil }
  }

  /// Returns the files that belong to a result. All are tried before a failure is thrown, so that the next run has none
  /// to meet for the first time.
  private mutating func parts(_ group: MediaGroup) async throws -> [FetchedFile] {
    var parts: [FetchedFile] = []
    var failure: AliceError?
    for index in group.companions.prefix(Companion.limit) where try asset(index) == nil {
      do {
        if let part = try await part(index) { parts.append(part) }
      } catch let error as AliceError {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return parts
  }

  /// Files what was fetched. `index` is its place in the list of files.
  private mutating func keep(
    _ main: FetchedFile, with parts: [FetchedFile], at index: Int, cost: Cost?
  ) async throws -> Asset {
    let source = main.isText ? nil : media.indices.contains(index) ? media[index] : nil
    let generated = GeneratedMedia(job: job, result: result, media: source, cost: cost)
    let filing = try ResultFiling(workspace: workspace, generated: generated)
    let candidate = try filing.candidate(main, with: parts)
    // This is recorded before the file gets its name, so that a crash does not lose its job.
    try note(.asset(candidate.id), index)
    let filed = try await filing.place(candidate)
    report.add(filed)
    return filed.asset
  }

  /// Keeps the answer itself, if it holds a result without files.
  private mutating func collectText() async throws -> JobReply {
    guard let text = AnswerText(result.output, to: job.input) else { return .empty(result, job) }
    if let asset = try asset(0) { return finish([asset]) }
    let main: FetchedFile
    do throws(LibraryError) {
      let temporary = try workspace.library.temporaryFile(suffix: ".download")
      try temporary.write(Array(text.content.utf8))
      main = FetchedFile(try temporary.finish(), of: text)
    } catch {
      return try open(error)
    }
    do {
      let asset = try await keep(main, with: [], at: 0, cost: job.cost)
      return finish([asset])
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      return try open(error)
    }
  }

  private func finish(_ assets: [Asset]) -> JobReply {
    let losses = CollectedMedia(job)?.losses ?? []
    let lost = CollectionReport.sentence(losses, of: files.count)
    guard !assets.isEmpty else { return .gone(lost ?? "it has no usable file", job) }
    var reply = JobReply(.collected(assets, lost: lost))
    reply.assets = assets
    reply.warnings =
      [
        lost.map { "job \(job.id): \($0)" }, result.omission.map { "job \(job.id): \($0)" },
        recorder.bills.doubt(about: job),
      ].compactMap { $0 }
      + report.sentences(isFlagged: media.contains(where: \.isFlagged), job)
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

extension Money {
  /// Returns nearly equal parts whose sum is the whole amount.
  func shares(_ count: Int) -> [Money] {
    guard count > 0 else { return [] }
    let (part, rest) = nanos.quotientAndRemainder(dividingBy: Int64(count))
    return (0..<count).map { Money(nanos: part + ($0 < rest ? 1 : 0)) }
  }
}
