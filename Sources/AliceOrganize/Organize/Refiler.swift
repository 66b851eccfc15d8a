import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision
import AliceWorkspace

/// Moves the files of a library to the paths that its layout gives them. If the layout uses quality, unscored images
/// and films are scored first.
struct Refiler {
  let workspace: Workspace
  let settings: LibrarySettings
  /// The files that stayed where they are before the settings changed.
  let formerlyKept: KeptFiles
  let now: Timestamp
  let progress: FileProgress?
  let tally: NotScoredTally
  /// The files and folders of the library whose pins do not count. The empty path stands for the library.
  var unpinned: [BytePath] = []

  private static let batchSize = 256

  struct Plan {
    var moves: [Move] = []
    /// The files that could not be read.
    var refused: [OrganizeReport.Refused] = []
    /// The files that a person has put where they are.
    var pinned: [BytePath] = []
  }

  /// Returns the moves that are due. Scores images and films without a score, and writes nothing.
  func plan() async throws -> Plan {
    var scored: [AssetID: AssetRecord] = [:]
    var refused: [OrganizeReport.Refused] = []
    if settings.quality {
      // The layout needs no scores of files that stay where they are.
      let assets = try workspace.assets { $0.isUnscored && !stays($0.path) }
      try await forEachUnscored(of: assets) { index, assessment in
        do {
          scored[assets[index].id] = try rescored(assets[index], assessment).record
        } catch {
          refused.append(refusal(of: assets[index], error))
        }
      }
    }
    let (moves, pinned) = try movesOfAll { asset in
      var asset = asset
      asset.record = scored[asset.id] ?? asset.record
      return asset
    }
    return Plan(moves: try plan(moves), refused: refused, pinned: pinned)
  }

  /// Returns those of `moves` that are possible now.
  func plan(_ moves: [Move]) throws -> [Move] { try possible(moves).map(\.move) }

  /// Scores without holding the lock for long, then moves under the library's lock.
  func run(_ log: OperationLog, _ report: inout OrganizeReport) async throws {
    if settings.quality {
      try KeptScores(workspace, tally).run(progress)
      try await score(workspace.assets(where: \.isUnscored), log, &report.refused)
    }
    let (moves, pinned) = try movesOfAll()
    report.pinned = LongList(pinned)
    try await carryOut(moves, log, &report)
  }

  /// Applies moves, except those of files that are no longer in their place. The report contains what is done, even if
  /// this throws, and what could not be written or moved.
  func run(_ moves: [Move], _ log: OperationLog, _ report: inout OrganizeReport) async throws {
    if settings.quality {
      try await score(moves.compactMap { try workspace.catalog.asset($0.id) }, log, &report.refused)
    }
    try await carryOut(moves, log, &report)
  }

  /// Moves these assets where the layout puts them now. Returns the moves that were done.
  func follow(_ assets: [Asset], _ log: OperationLog) async throws -> [Move] {
    var report = OrganizeReport()
    try await carryOut(moves(of: assets, pins()).moves, log, &report)
    return Array(report.moved)
  }
}

/// The moves of files to the paths that the layout gives them.
extension Refiler {
  /// Returns the moves of all assets as `change` returns them.
  private func movesOfAll(
    _ change: (Asset) -> Asset = { $0 }
  ) throws -> (moves: [Move], pinned: [BytePath]) {
    var all: (moves: [Move], pinned: [BytePath]) = ([], [])
    let pins = try self.pins()
    try workspace.forEachPortion { assets in
      let found = try moves(of: assets.map(change), pins)
      all.moves += found.moves
      all.pinned += found.pinned
    }
    return (all.moves, all.pinned.sorted())
  }

  private func pins() throws -> [AssetID: BytePath] { try workspace.journalForReading()?.pins() ?? [:] }

  private func moves(
    of assets: [Asset], _ pins: [AssetID: BytePath]
  ) throws -> (moves: [Move], pinned: [BytePath]) {
    let place = try FilePlace(settings)
    var (moves, pinned): ([Move], [BytePath]) = ([], [])
    for asset in assets where !asset.missing && !stays(asset.path) {
      let path = place.path(of: asset)
      guard path != asset.path else { continue }
      if pins[asset.id] == asset.path, !isUnpinned(asset.path) {
        pinned.append(asset.path)
      } else {
        moves.append(Move(asset.id, from: asset.path, to: path))
      }
    }
    return (moves, pinned.sorted())
  }

  /// Whether the file was in the folder before alice. Files in the folder of a former layout follow the new one.
  private func stays(_ path: BytePath) -> Bool {
    settings.kept.include(path) && formerlyKept.include(path)
  }

  private func isUnpinned(_ path: BytePath) -> Bool {
    unpinned.contains { $0.bytes.isEmpty || path == $0 || path.relative(to: $0) != nil }
  }

  /// Returns the moves of files that are at their recorded paths, to valid paths that are free or become free. If a
  /// path is taken, the file keeps its own.
  private func possible(_ moves: [Move]) throws -> [(move: Move, memory: Memory)] {
    let (present, taken) = (
      workspace.library.arePresent(moves.map(\.from)), workspace.library.arePresent(moves.map(\.to))
    )
    var (left, filled) = (Set<BytePath>(), Set<BytePath>())
    var possible: [(move: Move, memory: Memory)] = []
    for (index, move) in moves.enumerated() where present[index] && (!taken[index] || left.contains(move.to)) {
      guard !stays(move.from), !filled.contains(move.to), let memory = try workspace.catalog.memory(of: move.id),
        memory.asset.path == move.from, Layout.allows(move.to, as: memory.asset.facts.format)
      else { continue }
      possible.append((move, memory))
      left.insert(move.from)
      filled.insert(move.to)
    }
    return possible
  }

  /// Adds to the report what was moved and what could not be moved, even if this throws.
  private func carryOut(_ moves: [Move], _ log: OperationLog, _ report: inout OrganizeReport) async throws {
    progress?.begin(.moving, total: moves.count)
    var rest = moves[...]
    while !rest.isEmpty {
      try Task.checkCancellation()
      let batch = Array(rest.prefix(Refiler.batchSize))
      report.moved += try await carryOutBatch(batch, log, &report.refused)
      for _ in batch { progress?.advance() }
      rest = rest.dropFirst(Refiler.batchSize)
    }
  }

  private func carryOutBatch(
    _ moves: [Move], _ log: OperationLog, _ refused: inout LongList<OrganizeReport.Refused>
  ) async throws -> [Move] {
    let lock = try await workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    let possible = try possible(moves)
    let results = workspace.library.move(possible.map { ($0.move.from, $0.move.to) })
    var moved: [Move] = []
    var entries: [CatalogEntry] = []
    for ((move, memory), result) in zip(possible, results) {
      switch result {
      case .success(let placed):
        moved.append(Move(move.id, from: move.from, to: placed.path))
        entries.append(CatalogEntry(moved: memory, to: placed))
      // The new path was taken or the file removed in the meantime; `check` reports it.
      case .failure(.occupied), .failure(.missing): break
      case .failure: refused.append(.init(file: workspace.root.appending(move.from), reason: .notPlaced))
      }
    }
    try workspace.catalog.record(entries)
    try log.append(moved.map { .moved($0) })
    return moved
  }
}

/// The scoring of images and films without a score.
extension Refiler {
  private func forEachUnscored(
    of assets: [Asset], _ body: (_ index: Int, Assessment) async throws -> Void
  ) async throws {
    let examiner = workspace.scoringExaminer(now: now, tally)
    let unscored = assets.indices.filter { assets[$0].isUnscored }
    progress?.begin(.scoring, total: unscored.count)
    try await BoundedTasks(width: Processors.usable).forEachInOrder(unscored) { [progress] index in
      (index, progress.holding(assets[index].path, isRead: true) { assessment(of: assets[index], by: examiner) })
    } each: { index, found in
      // What is read in a cancelled task may be incomplete.
      try Task.checkCancellation()
      if let found, found != Assessment() { try await body(index, found) }
      progress?.advance()
    }
  }

  private func assessment(of asset: Asset, by examiner: Examiner) -> Assessment? {
    guard let file = try? OpenFile.open(workspace.root.appending(asset.path), untilCancelled: true),
      let inspection = try? MediaFile.inspect(file, offsetMinutes: now.offsetMinutes)
    else { return nil }
    var record = asset.record
    examiner.assess(&record, file: file, inspection: inspection)
    return record.assessment
  }

  /// Returns the record in the present file with the new assessment.
  private func rescored(_ asset: Asset, _ assessment: Assessment) throws -> (
    record: AssetRecord, since: Rewriter.Current
  ) {
    let current = try workspace.rewriter.current(asset)
    var record = current.record
    record.assessment = assessment
    return (record, current)
  }

  private func score(_ assets: [Asset], _ log: OperationLog, _ refused: inout LongList<OrganizeReport.Refused>)
    async throws
  {
    try await forEachUnscored(of: assets) { index, assessment in
      let lock = try await workspace.library.lockForWriting()
      defer { withExtendedLifetime(lock) {} }
      let rewritten: Rewriter.Rewritten
      do {
        let (record, current) = try rescored(assets[index], assessment)
        rewritten = try workspace.rewriter.rewrite(assets[index], as: record, since: current)
      } catch {
        refused.append(refusal(of: assets[index], error))
        return
      }
      try log.append(rewritten.step.map { [$0] } ?? [])
    }
  }

  private func refusal(of asset: Asset, _ error: any Error) -> OrganizeReport.Refused {
    let reason: Refusal = if case AliceError.notMedia(_, let reason) = error { reason } else { .notPlaced }
    return .init(file: workspace.root.appending(asset.path), reason: reason)
  }
}
