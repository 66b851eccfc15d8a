import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision

/// Brings a library's files to where its layout wants them, scoring what has no score yet where quality is asked for.
struct RefileJob {
  let workspace: Workspace
  let request: OrganizeRequest
  let now: Timestamp

  /// Where files would go. What has no score yet is scored, and nothing is written.
  func plan() throws -> [OrganizeReport.Moved] {
    let examiner = Examiner(scorer: settings.quality ? Examiner.sharedScorer : nil, now: now)
    let assets = try allAssets().map { asset in
      var asset = asset
      if isUnscored(asset), let assessment = assessment(of: asset, by: examiner) {
        asset.record.assessment = assessment
      }
      return asset
    }
    return try changes(of: assets).map { .init(asset: $0.moved, from: $0.asset.path) }
  }

  /// Scores without holding anybody up, then moves under the library's lock.
  func run() throws -> [OrganizeReport.Moved] {
    if settings.quality { try scoreWhatIsNot() }
    let lock = try workspace.lock()
    defer { withExtendedLifetime(lock) {} }
    let changes = try changes(of: allAssets())
    let results = workspace.library.move(changes.map { Move(from: $0.asset.path, to: $0.moved.path) })
    var moved: [OrganizeReport.Moved] = []
    var entries: [CatalogEntry] = []
    for (change, result) in zip(changes, results) {
      // A name that is taken, or a file that is gone: it stays where it is, and check tells of it.
      guard case .success(let placed) = result else { continue }
      moved.append(.init(asset: change.moved, from: change.asset.path))
      entries.append(CatalogEntry(change.moved, stamp: placed.stamp))
    }
    try workspace.catalog.record(entries)
    return moved
  }

  private var settings: LibrarySettings {
    var settings = workspace.settings
    settings.quality = settings.quality || request.quality
    settings.layout = request.layout ?? settings.layout
    return settings
  }

  private struct Change {
    let asset: Asset
    let moved: Asset
  }

  private func changes(of assets: [Asset]) throws -> [Change] {
    let layout: Layout
    do { layout = try Layout(parsing: settings.layout) } catch { throw AliceError.badLayout("\(error)") }
    return assets.compactMap { asset in
      let path = layout.path(
        id: asset.id, record: asset.record, format: asset.facts.format, quality: asset.quality,
        withQuality: settings.quality)
      guard path != asset.path, !asset.missing else { return nil }
      var moved = asset
      moved.path = path
      return Change(asset: asset, moved: moved)
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

  private func scoreWhatIsNot() throws {
    let examiner = Examiner(scorer: Examiner.sharedScorer, now: now)
    for asset in try allAssets() where isUnscored(asset) {
      guard let assessment = assessment(of: asset, by: examiner), assessment != Assessment() else { continue }
      let lock = try workspace.lock()
      defer { withExtendedLifetime(lock) {} }
      guard var record = try? workspace.rewriter.currentRecord(of: asset) else { continue }
      record.assessment = assessment
      _ = try? workspace.rewriter.rewrite(asset, as: record)
    }
  }

  private func allAssets() throws -> [Asset] {
    try workspace.catalog.search(.all, order: .newest, limit: nil).assets
  }
}
