import AliceCatalog
import AliceLibrary
import AliceMedia

/// Writes what is newly known of an asset into its file, then into the catalog.
struct Rewriter: Sendable {
  let workspace: Workspace
  /// A task that is cancelled reads and copies no further, and the file stays as it was.
  var untilCancelled = false

  /// An asset as it is now, and what takes it back to what it was.
  struct Rewritten: Sendable {
    let asset: Asset
    /// Nil where the former file could not be told in few bytes.
    let step: OperationStep?
  }

  /// The file is replaced in one step, so a crash leaves the old one or the new one.
  @discardableResult
  func rewrite(_ asset: Asset, as record: AssetRecord) throws -> Rewritten {
    let file = try open(asset)
    let inspection = try inspect(file, asset)
    let old = sidecar(of: asset)
    let oldStamp = sidecarStamp(of: asset)
    var changed = asset
    changed.record = record
    let placed: Placed
    var inverse: Splice?
    var isSidecarWritten = true
    let embedding = try embedding(record, file, inspection, sidecar: old, asset)
    // What was read while the task was cancelled is not all that there is.
    if file.isCancelled { throw CancellationError() }
    switch embedding {
    case .splice(let splice):
      // A sidecar of another program would outvote the file if it were left as it is.
      let beside = old.map { XMPSidecar.make(record, id: asset.id, existing: $0) }
      isSidecarWritten = beside != nil
      inverse = Rewriter.inverse(of: splice, from: file)
      placed = try mapping(asset) { () throws(LibraryError) in
        try workspace.library.replace(asset.path, with: splice, source: file, sidecar: beside)
      }
      changed.facts.bytes = splice.byteCount
    case .sidecar(let xmp):
      try mapping(asset) { () throws(LibraryError) in
        try workspace.library.writeSidecar(for: asset.path, xmp)
      }
      placed = Placed(path: asset.path, stamp: file.stamp)
    }
    try workspace.catalog.record([
      CatalogEntry(changed, stamp: placed.stamp, raw: RawText.searchable(inspection.entries, of: record))
    ])
    let step = RewrittenStep(
      id: asset.id, path: asset.path, file: LeftAs(placed.stamp), before: LeftAs(file.stamp), content: inverse,
      sidecar: isSidecarWritten ? rewrittenSidecar(of: asset, before: oldStamp == nil ? nil : old, oldStamp) : nil)
    return Rewritten(asset: changed, step: step.undoes ? .rewrote(step) : nil)
  }

  /// How `file` is made of what `splice` makes of it; nil where it would take too many bytes to tell.
  static func inverse(of splice: Splice, from file: OpenFile) -> Splice? {
    try? splice.inverse(sourceCount: file.byteCount) { range in
      try file.read(at: range.lowerBound, count: Int(range.upperBound - range.lowerBound))
    }
  }

  private func rewrittenSidecar(of asset: Asset, before: [UInt8]?, _ stamp: FileStamp?) -> RewrittenSidecar? {
    sidecarStamp(of: asset).map {
      RewrittenSidecar(after: LeftAs($0), before: before, beforeFile: stamp.map { LeftAs($0) })
    }
  }

  /// Of `NAME.EXT.xmp`, which is the one that alice writes.
  private func sidecarStamp(of asset: Asset) -> FileStamp? {
    (try? workspace.library.stamp(of: asset.path.adding(suffix: ".xmp"))) ?? nil
  }

  /// The record that stands in the file at this moment; the catalog's where the file has none.
  func currentRecord(of asset: Asset) throws -> AssetRecord {
    let sidecar = sidecar(of: asset).map(XMPSidecar.read)
    let file = try open(asset)
    let inspection = try inspect(file, asset)
    if file.isCancelled { throw CancellationError() }
    guard inspection.record != nil || sidecar?.record != nil else { return asset.record }
    return Reading(inspection: inspection, sidecar: sidecar).record(added: asset.record.added)
  }

  private func sidecar(of asset: Asset) -> [UInt8]? { try? workspace.library.readSidecar(for: asset.path) }

  private func open(_ asset: Asset) throws -> OpenFile {
    try mapping(asset) { () throws(LibraryError) in
      try OpenFile.open(workspace.root.appending(asset.path), untilCancelled: untilCancelled)
    }
  }

  private func inspect(_ file: OpenFile, _ asset: Asset) throws -> Inspection {
    let inspection: Inspection
    do {
      inspection = try MediaFile.inspect(file, offsetMinutes: asset.created.offsetMinutes)
    } catch {
      if file.isCancelled { throw CancellationError() }
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    }
    // Another picture under the asset's name must not get the asset's recipe.
    guard inspection.id == asset.id else { throw AliceError.notMedia(asset.path, reason: .changed) }
    return inspection
  }

  private func embedding(
    _ record: AssetRecord, _ file: OpenFile, _ inspection: Inspection, sidecar: [UInt8]?, _ asset: Asset
  ) throws -> Embedding {
    do {
      return try MediaFile.embed(record, into: file, inspection: inspection, sidecar: sidecar)
    } catch {
      if file.isCancelled { throw CancellationError() }
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    }
  }

  private func mapping<Result>(_ asset: Asset, _ body: () throws(LibraryError) -> Result) throws -> Result {
    do throws(LibraryError) {
      return try body()
    } catch {
      switch error {
      case .changed: throw AliceError.notMedia(asset.path, reason: .changed)
      case .cancelled: throw CancellationError()
      case .missing, .notRegular: throw AliceError.notMedia(asset.path, reason: .unreadable)
      default: break
      }
      throw AliceError(error, library: workspace.root)
    }
  }
}

extension RewrittenStep {
  /// False where it does not tell how to get back.
  fileprivate var undoes: Bool { content != nil || sidecar != nil && file == before }
}
