import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision
import AliceWorkspace

/// Passes on the files of a run. Unchanged files that were ingested before are recognized in large groups without being
/// opened; the others are examined, a batch at a time.
struct SourceFeed: Sendable {
  enum FeedItem: Sendable {
    /// The file is unchanged since it was ingested, with its path in the library.
    case already(OfferedFile, AssetID, BytePath)
    case refused(BytePath, Refusal)
    /// The file is not meant to be ingested.
    case skipped(BytePath, Refusal)
    /// The files are examined and open.
    case candidates([Candidate])
  }

  let workspace: Workspace?
  let root: BytePath
  let examiner: Examiner
  /// Whether to open unchanged files again.
  let verifies: Bool
  /// Whether files are skipped whose assets were deleted.
  let skipsDeleted: Bool
  let progress: FileProgress?
  /// The patterns of files and folders that are passed over.
  let excluded: [PathGlob]
  /// The files that are taken; nil for all.
  let only: TakenFiles?
  /// The library in which files of archives are unpacked; nil for a dry run, which leaves no trace.
  let scratch: Library?
  /// The folder in the library whose files are taken; nil for none.
  let staging: BytePath?

  /// The number of files that are opened, examined and placed together, with one sync for all.
  private static let batchSize = min(max(48, 4 * width), 128)
  private static let groupSize = 512
  /// The number of files that are examined at the same time.
  private static let width = Processors.usable
  /// The suffixes that browsers and download programs give to incomplete files.
  private static let unfinished: Set<String> = [
    "part", "partial", "crdownload", "download", "filepart", "aria2", "tmp",
  ]
  /// The time to wait for a file to which another program writes.
  private static let settleTime = Duration.milliseconds(2_200)

  /// Passes on all files below `sources`.
  func walk(_ sources: [BytePath], tell: (FeedItem) async throws -> Void) async throws {
    progress?.begin(phase)
    // A run that ends first does not wait for the count.
    async let _: Void = count(sources)
    var state = State()
    for found in FileWalk(sources, skipping: root, excluding: excluded, tellingPassedOver: true) {
      try Task.checkCancellation()
      switch found {
      case .passedOver(let entry): try await leave(entry.path, Refusal(entry), tell)
      case .problem(let problem): try await leave(problem.path, Refusal(problem.reason), tell)
      case .file(let file):
        switch fate(of: file.path, isNamed: file.isNamed) {
        case .taken where file.isNamed && SourceArchive.isArchive(file.path) && !FileSidecars.holdRecord(file.path):
          try await open(file.path, &state, tell)
        case .taken: try await offer(OfferedFile(file), &state, tell)
        case .left(let reason): try await leave(file.path, reason, tell)
        }
      }
    }
    try await finish(&state, tell)
  }

  /// Tells that a file is not taken: it is skipped if it is no media, else refused.
  func leave(
    _ file: BytePath, _ reason: Refusal, _ tell: (FeedItem) async throws -> Void
  ) async throws {
    try await tell(reason.isSkipped(file) ? .skipped(file, reason) : .refused(file, reason))
  }

  /// Counts the files ahead of the run to show its progress; keeping them all in memory instead would take more of it.
  @concurrent
  private func count(_ sources: [BytePath]) async {
    guard let progress, progress.counts else { return }
    for found in FileWalk(sources, skipping: root, excluding: excluded) {
      guard !Task.isCancelled else { return }
      guard case .file(let file) = found, case .taken = fate(of: file.path, isNamed: file.isNamed) else { continue }
      for _ in 0..<(file.isNamed ? countOfFiles(in: file.path) : 1) { progress.find() }
    }
    progress.endFinding()
  }

  private var phase: FileProgress.Phase { examiner.scorer == nil ? .organizing : .scoring }

  func take(_ files: [OfferedFile], tell: (FeedItem) async throws -> Void) async throws {
    let files = inArchives(files).filter { file in
      // A plan names its files one by one.
      if case .taken = fate(of: file.path, isNamed: file.planned != nil) { true } else { false }
    }
    progress?.begin(phase, total: files.count)
    var state = State()
    for file in files {
      try Task.checkCancellation()
      try await offer(file, &state, tell)
    }
    try await finish(&state, tell)
  }

  struct State {
    var group: [OfferedFile] = []
    var fresh: [OfferedFile] = []
    var busy: [OfferedFile] = []
  }

  /// What is decided about a file by its path.
  enum Fate {
    case taken
    case left(Refusal)
  }

  /// `isNamed` means that the user named the file itself: then it is wanted, even if it is a preview.
  func fate(of path: BytePath, isNamed: Bool) -> Fate {
    let isStaged = staging.map { path.relative(to: $0) != nil } ?? false
    if !isStaged, path.bytes.starts(with: root.bytes), path.relative(to: root) != nil { return .left(.insideLibrary) }
    if SourceFeed.unfinished.contains(path.fileExtension) { return .left(.unfinished) }
    if FileSidecars.isSidecar(path) { return .left(.companion) }
    if isNamed { return .taken }
    if SourceArchive.hasArchiveName(path), !FileSidecars.holdRecord(path) { return .left(.archive) }
    return GeneratorPreviews.isPreview(path) ? .left(.preview) : .taken
  }

  func offer(_ file: OfferedFile, _ state: inout State, _ tell: (FeedItem) async throws -> Void) async throws {
    state.group.append(file)
    if state.group.count == SourceFeed.groupSize { try await sortOut(&state, tell) }
  }

  private func sortOut(_ state: inout State, _ tell: (FeedItem) async throws -> Void) async throws {
    let group = state.group
    state.group = []
    let known = verifies ? nil : try workspace?.known(group)
    let deleted = try verifies || !skipsDeleted ? [] : workspace?.deletedSources(group) ?? []
    for (index, file) in group.enumerated() {
      if deleted.contains(file.path), known?[index] == nil {
        try await tell(.skipped(file.path, .deleted))
        progress?.advance()
        continue
      }
      if let source = known?[index] {
        try await tell(.already(file, source.asset, source.place))
        progress?.advance()
        continue
      }
      state.fresh.append(file)
    }
    if state.fresh.count >= SourceFeed.batchSize { try await hand(&state, tell) }
  }

  private func finish(_ state: inout State, _ tell: (FeedItem) async throws -> Void) async throws {
    try await sortOut(&state, tell)
    try await hand(&state, tell)
    guard !state.busy.isEmpty else { return }
    try await Task.sleep(for: SourceFeed.settleTime)
    (state.fresh, state.busy) = (state.busy, [])
    try await hand(&state, tell, isLast: true)
  }

  private func hand(
    _ state: inout State, _ tell: (FeedItem) async throws -> Void, isLast: Bool = false
  ) async throws {
    var rest = state.fresh[...]
    state.fresh = []
    func nextBatch() -> [OfferedFile] {
      defer { rest = rest.dropFirst(SourceFeed.batchSize) }
      return Array(rest.prefix(SourceFeed.batchSize))
    }
    var examined = await examine(nextBatch(), isLast: isLast)
    while !examined.isEmpty {
      // While one batch is placed, the next is examined.
      let batch = nextBatch()
      async let next = examine(batch, isLast: isLast)
      try await pass(on: examined, &state, tell)
      examined = await next
    }
  }

  private func pass(
    on files: [Examined], _ state: inout State, _ tell: (FeedItem) async throws -> Void
  ) async throws {
    var candidates: [Candidate] = []
    for examined in files {
      switch examined {
      case .candidate(let candidate):
        if only == .ai, !candidate.isGenerated {
          try await tell(.skipped(candidate.source, .notGenerated))
        } else {
          candidates.append(candidate)
        }
      case .refused(let path, let reason): try await leave(path, reason, tell)
      case .busy(let file): state.busy.append(file)
      case .stopped: throw CancellationError()
      }
    }
    if !candidates.isEmpty { try await tell(.candidates(candidates)) }
  }

  /// Examines `files` in parallel and returns the results in their order. Once the task is cancelled, no further file
  /// is started.
  @concurrent
  private func examine(_ files: [OfferedFile], isLast: Bool) async -> [Examined] {
    var results = [Examined](repeating: .stopped, count: files.count)
    await BoundedTasks(width: SourceFeed.width).run(files) { file in
      progress.holding(file.path, isRead: true) { examiner.examine(file, isLast: isLast) }
    } each: { index, examined in
      results[index] = examined
      switch examined {
      case .candidate, .refused: progress?.advance()
      case .busy, .stopped: break
      }
      return true
    }
    return results
  }
}

extension Workspace {
  /// Returns the results of earlier runs for files whose stamps are unchanged and whose assets are still there.
  fileprivate func known(_ files: [OfferedFile]) throws -> [TakenSource?] {
    let taken = try catalog.taken(files.map { ($0.path, $0.stamp) })
    let present = library.arePresent(taken.map { $0?.place ?? "" })
    return zip(taken, present).map { source, isThere in isThere ? source : nil }
  }

  /// Returns the paths of unchanged files whose assets were deleted.
  fileprivate func deletedSources(_ files: [OfferedFile]) throws -> Set<BytePath> {
    guard try hasJournal else { return [] }
    let ids = try catalog.ingested(files.map { ($0.path, $0.stamp) })
    let deleted = try deleted(among: ids.compactMap { $0 })
    return Set(zip(files, ids).compactMap { file, id in id.map(deleted.contains) == true ? file.path : nil })
  }

  /// Returns those of `files` that were not ingested before or have changed.
  func unknown(_ files: [OfferedFile]) throws -> [OfferedFile] {
    zip(files, try known(files)).compactMap { file, source in source == nil ? file : nil }
  }
}
