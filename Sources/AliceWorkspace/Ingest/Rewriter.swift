package import AliceCatalog
package import AliceLibrary
import AliceMedia

/// Writes a changed record into the file of an asset, then into the catalog.
package struct Rewriter: Sendable {
  package let workspace: Workspace

  /// Whether cancelling the task ends reading and copying; the file stays unchanged then.
  package var untilCancelled = false

  package init(workspace: Workspace, untilCancelled: Bool = false) {
    self.workspace = workspace
    self.untilCancelled = untilCancelled
  }

  /// The rewritten asset, and the step that undoes the change.
  package struct Rewritten: Sendable {
    package let asset: Asset
    /// The undo step; nil if the former file cannot be described in few bytes.
    package let step: OperationStep?
  }

  /// Writes the record into the file, then into the catalog. If `since` is given, throws if file or sidecar changed
  /// after that.
  @discardableResult
  package func rewrite(_ asset: Asset, as record: AssetRecord, since current: Current? = nil) throws -> Rewritten {
    if let current { try check(current, asset) }
    let written = try write(asset, as: record, from: current?.record ?? asset.record)
    try workspace.catalog.record([written.entry])
    return Rewritten(asset: written.entry.asset, step: written.step)
  }

  /// The result of a write that the catalog does not have yet.
  package struct Written: Sendable {
    package let entry: CatalogEntry
    let step: OperationStep?
  }

  /// Writes the record without updating the catalog. The file is replaced atomically, so a crash leaves the old or the
  /// new one.
  ///
  /// `former` is the record before a change by the user: what was taken away from it goes from the fields of all programs.
  /// `orphan` is a sidecar that lost its file; other programs' metadata in it goes into the new sidecar if the file has
  /// none.
  package func write(
    _ asset: Asset, as wanted: AssetRecord, from former: AssetRecord? = nil, orphan: [UInt8]? = nil
  ) throws -> Written {
    let record = wanted.disclosing
    let file = try open(asset)
    let inspection = try inspect(file, asset)
    let old = try sidecar(of: asset) ?? orphan
    let oldStamp = try ownSidecarStamp(of: asset)
    var changed = asset
    changed.record = record
    let placed: Placed
    var inverse: Splice?
    var isSidecarWritten = true
    let embedding = try embedding(record, from: former, file, inspection, sidecar: old, asset)
    // What was read after a cancellation may be incomplete.
    if file.isCancelled { throw CancellationError() }
    switch embedding {
    case .splice(let splice):
      // Readers prefer a sidecar of another program to the file, so it must match the record.
      let beside = old.map { XMPSidecar.make(record, id: asset.id, existing: $0, former: former) }
      isSidecarWritten = beside != nil
      inverse = Rewriter.inverse(of: splice, from: file)
      placed = try mapping(asset) { () throws(LibraryError) in
        try workspace.library.replace(asset.path, with: splice, source: file, sidecar: beside)
      }
      changed.facts.bytes = splice.byteCount
    case .sidecar(let xmp):
      placed = try mapping(asset) { () throws(LibraryError) in
        try workspace.library.writeSidecar(for: asset.path, xmp)
      }
    }
    let sidecar = isSidecarWritten ? rewrittenSidecar(placed, before: oldStamp == nil ? nil : old, oldStamp) : nil
    let step = RewrittenStep(
      id: asset.id, path: asset.path, file: placed.stamp.withoutChange, before: file.stamp.withoutChange,
      content: inverse,
      sidecar: sidecar)
    // Nothing is written into a damaged file, and so it stays damaged.
    changed.record.damaged = inspection.isBroken && inspection.holdsOwnRecord
    var entry = CatalogEntry(
      changed, placed: placed, raw: RawText.searchable(inspection.entries, of: record, after: former))
    if changed.record.damaged { entry.stamp = entry.stamp?.toReadAgain }
    return Written(
      entry: entry,
      step: step.undoes ? .rewrote(step) : nil)
  }

  /// Returns how to restore `file` from the result of `splice`, or nil if that takes too many bytes.
  package static func inverse(of splice: Splice, from file: OpenFile) -> Splice? {
    try? splice.inverse(sourceCount: file.byteCount) { range in
      try file.read(at: range.lowerBound, count: Int(range.upperBound - range.lowerBound))
    }
  }

  private func rewrittenSidecar(_ placed: Placed, before: [UInt8]?, _ stamp: FileStamp?) -> RewrittenSidecar? {
    placed.sidecar.map {
      RewrittenSidecar(after: $0.withoutChange, before: before, beforeFile: stamp?.withoutChange)
    }
  }

  /// Returns the stamp of `NAME.EXT.xmp`, the sidecar that alice writes.
  private func ownSidecarStamp(of asset: Asset) throws -> FileStamp? {
    do {
      return try workspace.library.stamp(of: asset.path.adding(suffix: ".xmp"))
    } catch LibraryError.notRegular {
      return nil
    } catch {
      throw AliceError(error, library: workspace.root)
    }
  }

  /// The merged record of an asset from its present file and the catalog.
  package struct Current: Sendable {
    package let record: AssetRecord
    /// Whether the file has all of it but a score; otherwise some is in the catalog only.
    package let isInFile: Bool
    /// See `LibraryFile.isKept`.
    package let isKept: Bool
    /// The stamp of the file when it was read.
    fileprivate let stamp: FileStamp?
    fileprivate let sidecar: SidecarStamp
  }

  private func check(_ current: Current, _ asset: Asset) throws {
    let (stamp, sidecar) = try mapping(asset) { () throws(LibraryError) in
      (try workspace.library.stamp(of: asset.path), try workspace.library.sidecarStamp(for: asset.path))
    }
    guard let stamp, current.stamp?.isStill(stamp) == true, current.sidecar.isStill(SidecarStamp(sidecar)) else {
      throw AliceError.notMedia(asset.path, reason: .changed)
    }
  }

  package func current(_ asset: Asset) throws -> Current {
    let found: LibraryFile?
    var reader = workspace.reader
    reader.untilCancelled = untilCancelled
    do {
      found = try reader.read(asset.path)
    } catch LibraryError.cancelled {
      throw CancellationError()
    } catch let error as LibraryError {
      throw AliceError(error, library: workspace.root)
    } catch let error as MediaError {
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    }
    if untilCancelled { try Task.checkCancellation() }
    guard let found else {
      let stamp = try mapping(asset) { () throws(LibraryError) in try workspace.library.stamp(of: asset.path) }
      throw AliceError.notMedia(asset.path, reason: stamp == nil ? .missing : .damaged)
    }
    // A different image at the asset's path must not get its recipe.
    guard found.asset.id == asset.id else {
      let row = try workspace.catalog.file(of: asset.id)
      let isDamaged = found.damage(since: row) != nil
      throw AliceError.notMedia(asset.path, reason: isDamaged ? .damaged : .changed)
    }
    let memory = try workspace.catalog.memory(of: asset.id)
    var record = found.joined(with: memory)
    let isInFile = record == found.asset.record
    if found.isKept { record.assessment = found.entry(with: memory?.record).asset.record.assessment }
    return Current(
      record: record, isInFile: isInFile, isKept: found.isKept, stamp: found.entry.stamp,
      sidecar: found.entry.sidecar)
  }

  /// Reads the sidecar. Throws if it cannot be read, so that it is not overwritten.
  private func sidecar(of asset: Asset) throws -> [UInt8]? {
    try mapping(asset) { () throws(LibraryError) in try workspace.library.readSidecar(for: asset.path) }
  }

  private func open(_ asset: Asset) throws -> OpenFile {
    try mapping(asset) { () throws(LibraryError) in
      try OpenFile.open(workspace.root.appending(asset.path), untilCancelled: untilCancelled)
    }
  }

  private func inspect(_ file: OpenFile, _ asset: Asset) throws -> Inspection {
    let inspection: Inspection
    do {
      inspection = try MediaFile.inspect(file, offsetMinutes: asset.created.offsetMinutes, told: asset.told)
    } catch {
      if file.isCancelled { throw CancellationError() }
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    }
    // A different image at the asset's path must not get its recipe.
    guard inspection.id == asset.id else { throw AliceError.notMedia(asset.path, reason: .changed) }
    return inspection
  }

  private func embedding(
    _ record: AssetRecord, from former: AssetRecord?, _ file: OpenFile, _ inspection: Inspection, sidecar: [UInt8]?,
    _ asset: Asset
  ) throws -> Embedding {
    do {
      return try MediaFile.embed(record, into: file, inspection: inspection, sidecar: sidecar, former: former)
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
      case .missing: throw AliceError.notMedia(asset.path, reason: .missing)
      case .notRegular: throw AliceError.notMedia(asset.path, reason: .unreadable)
      default: break
      }
      throw AliceError(error, library: workspace.root)
    }
  }
}

extension RewrittenStep {
  /// Whether the step contains enough to undo the change.
  fileprivate var undoes: Bool { content != nil || sidecar != nil && file == before }
}
