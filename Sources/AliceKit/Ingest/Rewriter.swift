import AliceCatalog
import AliceLibrary
import AliceMedia

/// Writes what is newly known of an asset into its file, then into the catalog.
struct Rewriter: Sendable {
  let workspace: Workspace

  /// The asset as it is now. The file is replaced in one step, so a crash leaves the old one or the new one.
  @discardableResult
  func rewrite(_ asset: Asset, as record: AssetRecord) throws -> Asset {
    let file = try open(asset)
    let inspection = try inspect(file, asset)
    var changed = asset
    changed.record = record
    let placed: Placed
    switch try embedding(record, file, inspection, asset) {
    case .splice(let splice):
      // A sidecar of another program would outvote the file if it were left as it is.
      let beside = sidecar(of: asset).map { XMPSidecar.make(record, id: asset.id, existing: $0) }
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
    try workspace.catalog.record([CatalogEntry(changed, stamp: placed.stamp)])
    return changed
  }

  /// The record that stands in the file at this moment; the catalog's where the file has none.
  func currentRecord(of asset: Asset) throws -> AssetRecord {
    let sidecar = sidecar(of: asset).map(XMPSidecar.read)
    let inspection = try inspect(open(asset), asset)
    guard inspection.record != nil || sidecar?.record != nil else { return asset.record }
    return Reading(inspection: inspection, sidecar: sidecar).record(added: asset.record.added)
  }

  private func sidecar(of asset: Asset) -> [UInt8]? { try? workspace.library.readSidecar(for: asset.path) }

  private func open(_ asset: Asset) throws -> OpenFile {
    try mapping(asset) { () throws(LibraryError) in try OpenFile.open(workspace.root.appending(asset.path)) }
  }

  private func inspect(_ file: OpenFile, _ asset: Asset) throws -> Inspection {
    let inspection: Inspection
    do {
      inspection = try MediaFile.inspect(file, offsetMinutes: asset.created.offsetMinutes)
    } catch {
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    }
    // Another picture under the asset's name must not get the asset's recipe.
    guard inspection.id == asset.id else { throw AliceError.notMedia(asset.path, reason: .changed) }
    return inspection
  }

  private func embedding(
    _ record: AssetRecord, _ file: OpenFile, _ inspection: Inspection, _ asset: Asset
  ) throws -> Embedding {
    do {
      return try MediaFile.embed(record, into: file, inspection: inspection, sidecar: sidecar(of: asset))
    } catch {
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    }
  }

  private func mapping<Result>(_ asset: Asset, _ body: () throws(LibraryError) -> Result) throws -> Result {
    do throws(LibraryError) {
      return try body()
    } catch {
      switch error {
      case .changed: throw AliceError.notMedia(asset.path, reason: .changed)
      case .missing, .notRegular: throw AliceError.notMedia(asset.path, reason: .unreadable)
      default: break
      }
      throw AliceError(error, library: workspace.root)
    }
  }
}
