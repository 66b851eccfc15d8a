import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision
import AliceWorkspace

/// Brings a library's files to where its layout wants them, scoring what has no score yet where quality is asked for.
struct Refiler {
  let workspace: Workspace
  let settings: LibrarySettings
  let now: Timestamp
  let progress: FileProgress?

  private static let batchSize = 256

  /// Where files would go. What has no score yet is scored, and nothing is written.
  func plan() throws -> [Move] {
    let examiner = Examiner(scorer: settings.quality ? Examiner.sharedScorer : nil, now: now)
    var assets = try allAssets()
    let unscored = settings.quality ? assets.indices.filter { isUnscored(assets[$0]) } : []
    progress?.begin(.scoring, total: unscored.count)
    for index in unscored {
      try Task.checkCancellation()
      if let assessment = assessment(of: assets[index], by: examiner) { assets[index].record.assessment = assessment }
      progress?.advance()
    }
    return try moves(of: assets)
  }

  /// Scores without holding anybody up, then moves under the library's lock.
  func run(_ log: OperationLog, _ report: inout OrganizeReport) throws {
    if settings.quality { try scoreWhatIsNot(nil, log, refused: &report.refused) }
    try run(moves(of: allAssets()), log, &report)
  }

  /// Carries out moves; those whose files are no longer where they were are left out. The report tells what is done, also where
  /// this throws, and what could not be written to or moved.
  func run(_ moves: [Move], _ log: OperationLog, _ report: inout OrganizeReport) throws {
    progress?.begin(.moving, total: moves.count)
    var rest = moves[...]
    while !rest.isEmpty {
      try Task.checkCancellation()
      let batch = Array(rest.prefix(Refiler.batchSize))
      report.moved += try runBatch(batch, log, &report.refused)
      for _ in batch { progress?.advance() }
      rest = rest.dropFirst(Refiler.batchSize)
    }
  }

  private func runBatch(
    _ moves: [Move], _ log: OperationLog, _ refused: inout [OrganizeReport.Refused]
  ) throws -> [Move] {
    let lock = try workspace.lock(untilCancelled: true)
    defer { withExtendedLifetime(lock) {} }
    let present = try moves.compactMap { move in
      try workspace.catalog.memory(of: move.id).flatMap { memory in
        memory.asset.path == move.from && Layout.allows(move.to, as: memory.asset.facts.format) ? (move, memory) : nil
      }
    }
    let results = workspace.library.move(present.map { ($0.0.from, $0.0.to) })
    var moved: [Move] = []
    var entries: [CatalogEntry] = []
    for ((move, memory), result) in zip(present, results) {
      switch result {
      case .success(let placed):
        moved.append(Move(move.id, from: move.from, to: placed.path))
        entries.append(CatalogEntry(moved: memory, to: placed))
      // A name that is taken, or a file that is gone: it stays where it is, and check tells of it.
      case .failure(.occupied), .failure(.missing): break
      case .failure: refused.append(.init(file: workspace.root.appending(move.from), reason: .notPlaced))
      }
    }
    try workspace.catalog.record(entries)
    try log.append(moved.map { .moved($0) })
    return moved
  }

  private func moves(of assets: [Asset]) throws -> [Move] {
    let layout: Layout
    do { layout = try Layout(parsing: settings.layout) } catch { throw AliceError.badLayout("\(error)") }
    return assets.compactMap { asset in
      let path = layout.path(
        id: asset.id, record: asset.record, format: asset.facts.format, quality: asset.quality,
        withQuality: settings.quality)
      return path == asset.path || asset.missing ? nil : Move(asset.id, from: asset.path, to: path)
    }
  }

  private func isUnscored(_ asset: Asset) -> Bool {
    asset.record.assessment == Assessment() && asset.facts.format.kind == .image && !asset.missing
  }

  private func assessment(of asset: Asset, by examiner: Examiner) -> Assessment? {
    guard let file = try? OpenFile.open(workspace.root.appending(asset.path)),
      let inspection = try? MediaFile.inspect(file, offsetMinutes: now.offsetMinutes)
    else { return nil }
    var record = asset.record
    examiner.assess(&record, file: file, inspection: inspection)
    return record.assessment
  }

  /// `ids` nil: all of the library.
  func scoreWhatIsNot(
    _ ids: [AssetID]?, _ log: OperationLog, refused: inout [OrganizeReport.Refused]
  ) throws {
    let examiner = Examiner(scorer: Examiner.sharedScorer, now: now)
    let assets = try ids.map { try $0.compactMap { try workspace.catalog.asset($0) } } ?? allAssets()
    let unscored = assets.filter(isUnscored)
    progress?.begin(.scoring, total: unscored.count)
    for asset in unscored {
      try Task.checkCancellation()
      try score(asset, by: examiner, log, &refused)
      progress?.advance()
    }
  }

  private func score(
    _ asset: Asset, by examiner: Examiner, _ log: OperationLog, _ refused: inout [OrganizeReport.Refused]
  ) throws {
    guard let assessment = assessment(of: asset, by: examiner), assessment != Assessment() else { return }
    let lock = try workspace.lock(untilCancelled: true)
    defer { withExtendedLifetime(lock) {} }
    let rewritten: Rewriter.Rewritten
    do {
      var record = try workspace.rewriter.current(asset).record
      record.assessment = assessment
      rewritten = try workspace.rewriter.rewrite(asset, as: record)
    } catch {
      let reason: Refusal = if case AliceError.notMedia(_, let reason) = error { reason } else { .notPlaced }
      refused.append(.init(file: workspace.root.appending(asset.path), reason: reason))
      return
    }
    try log.append(rewritten.step.map { [$0] } ?? [])
  }

  private func allAssets() throws -> [Asset] {
    try workspace.catalog.search(.all, order: .newest, limit: nil).assets
  }
}
