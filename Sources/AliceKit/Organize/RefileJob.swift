import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision

/// Brings a library's files to where its layout wants them, scoring what has no score yet where quality is asked for.
struct RefileJob {
  let workspace: Workspace
  let request: OrganizeRequest
  let now: Timestamp

  /// Where files would go, without scoring any.
  func plan() throws -> [OrganizeReport.Moved] {
    try changes().map { .init(asset: $0.moved, from: $0.asset.path) }
  }

  func run() throws -> [OrganizeReport.Moved] {
    let lock = try workspace.lock()
    defer { withExtendedLifetime(lock) {} }
    if workspace.settings.quality { try scoreWhatIsNot() }
    var moved: [OrganizeReport.Moved] = []
    for change in try changes()
    where (try? workspace.library.move(from: change.asset.path, to: change.moved.path)) != nil {
      moved.append(.init(asset: change.moved, from: change.asset.path))
      guard let entry = workspace.reader.asset(at: change.moved.path) else { continue }
      try workspace.catalog.record([entry])
    }
    return moved
  }

  private struct Change {
    let asset: Asset
    let moved: Asset
  }

  private func changes() throws -> [Change] {
    var settings = workspace.settings
    settings.quality = settings.quality || request.quality
    settings.layout = request.layout ?? settings.layout
    let layout: Layout
    do { layout = try Layout(parsing: settings.layout) } catch { throw AliceError.badLayout("\(error)") }
    return try allAssets().compactMap { asset in
      let path = layout.path(
        id: asset.id, record: asset.record, format: asset.facts.format, quality: asset.quality,
        withQuality: settings.quality)
      guard path != asset.path, !asset.missing else { return nil }
      var moved = asset
      moved.path = path
      return Change(asset: asset, moved: moved)
    }
  }

  private func scoreWhatIsNot() throws {
    let examiner = Examiner(scorer: Examiner.sharedScorer, now: now)
    for asset in try allAssets()
    where asset.record.assessment == Assessment() && asset.facts.format.kind == .image && !asset.missing {
      guard let file = try? OpenFile.open(workspace.root.appending(asset.path)),
        let inspection = try? MediaFile.inspect(file, offsetMinutes: now.offsetMinutes)
      else { continue }
      var record = try workspace.rewriter.currentRecord(of: asset)
      examiner.assess(&record, file: file, inspection: inspection)
      if record != asset.record { try workspace.rewriter.rewrite(asset, as: record) }
    }
  }

  private func allAssets() throws -> [Asset] {
    try workspace.catalog.search(.all, order: .newest, limit: nil).assets
  }
}
