import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision
import AliceWorkspace

/// The scores of files that stay as they are. Only the catalog has them, so they are computed again for a new one.
struct KeptScores {
  let workspace: Workspace
  let tally: NotScoredTally

  private static let batchSize = 64

  init(_ workspace: Workspace, _ tally: NotScoredTally) { (self.workspace, self.tally) = (workspace, tally) }

  /// Scores the images and films without a score, if the library uses quality. Those that cannot be read stay without one.
  /// `isLocked` means that the caller holds the library's lock.
  func run(_ progress: FileProgress?, isLocked: Bool = false) throws {
    guard try workspace.settings.quality, workspace.keptFiles != .none else { return }
    let kept = workspace.keptFiles
    let unscored = try workspace.assets { $0.isUnscored && kept.include($0.path) }
    guard !unscored.isEmpty else { return }
    let examiner = workspace.scoringExaminer(now: workspace.clock.now(), tally)
    progress?.begin(.scoring, total: unscored.count)
    var rest = unscored[...]
    while !rest.isEmpty {
      let entries = BoundedTasks(width: Processors.usable).map(Array(rest.prefix(KeptScores.batchSize))) { asset in
        defer { progress?.advance() }
        return entry(of: asset, examiner)
      }.compactMap { $0 }
      try Task.checkCancellation()
      try record(entries, isLocked: isLocked)
      rest = rest.dropFirst(KeptScores.batchSize)
    }
  }

  /// Records scores of files that are still as they were when they were read: a person may have rated one meanwhile.
  private func record(_ entries: [CatalogEntry], isLocked: Bool) throws {
    let lock = isLocked ? nil : try workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    try workspace.catalog.record(
      entries.filter { entry in
        let row = try workspace.catalog.file(of: entry.asset.id)
        return row?.path == entry.asset.path && row?.stamp == entry.stamp && row?.sidecar == entry.sidecar
      })
  }

  /// Returns nil if the file has a record, in which its score belongs, or cannot be scored.
  private func entry(of asset: Asset, _ examiner: Examiner) -> CatalogEntry? {
    guard let found = try? workspace.reader.read(asset.path), found.isKept, found.asset.id == asset.id,
      let file = try? OpenFile.open(workspace.root.appending(asset.path)),
      let inspection = try? MediaFile.inspect(file, offsetMinutes: examiner.offsetMinutes)
    else { return nil }
    var entry = found.entry
    examiner.assess(&entry.asset.record, file: file, inspection: inspection)
    return entry.asset.isUnscored ? nil : entry
  }
}

extension Workspace {
  /// The number of assets that are read together.
  private static let portion = 500

  /// Calls `body` with all assets, the newest first, some at a time.
  func forEachPortion(_ body: ([Asset]) throws -> Void) throws {
    var rows = try catalog.rows(.all, order: .newest).ids[...]
    while !rows.isEmpty {
      try body(catalog.assets(rows: Array(rows.prefix(Workspace.portion))))
      rows = rows.dropFirst(Workspace.portion)
    }
  }

  /// Returns the assets that are wanted, the newest first.
  func assets(where isWanted: (Asset) -> Bool) throws -> [Asset] {
    var wanted: [Asset] = []
    try forEachPortion { wanted += $0.filter(isWanted) }
    return wanted
  }
}

extension Asset {
  /// Whether the asset is an image or a film that no scorer has seen yet.
  var isUnscored: Bool { record.assessment == Assessment() && facts.format.isScored && !missing }
}

extension Workspace {
  /// An examiner that scores files of the library. `tally` counts those without a score.
  func scoringExaminer(now: Timestamp, _ tally: NotScoredTally) -> Examiner {
    var examiner = Examiner(scorer: Examiner.sharedScorer, now: now)
    (examiner.programs, examiner.tally) = (scoringPrograms, tally)
    return examiner
  }
}
