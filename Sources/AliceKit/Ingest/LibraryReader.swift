import AliceCatalog
import AliceLibrary
import AliceMedia

/// Reads assets back from the files of a library: what a rebuilt catalog is made of.
struct LibraryReader: Sendable {
  let library: Library
  let now: Timestamp

  /// The asset that lies at `path` (relative to the library); nil where there is no picture or video.
  ///
  /// `orphan` is the text of a sidecar that lost its file and is known to belong to this one.
  func asset(at path: BytePath, orphan: [UInt8]? = nil) -> CatalogEntry? {
    guard let file = try? OpenFile.open(library.root.appending(path)) else { return nil }
    return entry(for: file, at: path, sidecar: (try? library.readSidecar(for: path)) ?? orphan)
  }

  func entry(for file: OpenFile, at path: BytePath, sidecar: [UInt8]?) -> CatalogEntry? {
    let modified = Timestamp(milliseconds: file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: now.offsetMinutes)
    let examiner = Examiner(scorer: nil, now: modified)
    guard
      let candidate = try? examiner.candidate(
        file, path: library.root.appending(path), project: nil, sidecar: sidecar)
    else { return nil }
    let asset = Asset(id: candidate.id, path: path, facts: candidate.inspection.facts, record: candidate.record)
    return CatalogEntry(asset, stamp: file.stamp)
  }
}

extension CatalogEntry {
  /// What other files of the same picture told is found as well.
  init(_ asset: Asset, stamp: FileStamp) {
    let told = asset.record.alsoFrom.flatMap { [$0.recipe.prompt, $0.recipe.model, $0.recipe.seed].compactMap { $0 } }
    self.init(
      asset: asset, stamp: FileStampRow(stamp), searchableRaw: told.isEmpty ? nil : told.joined(separator: "\n"))
  }
}

extension FileStampRow {
  init(_ stamp: FileStamp) {
    self.init(
      device: stamp.device, inode: stamp.inode, size: stamp.size, modified: stamp.modifiedNanoseconds,
      changed: stamp.changedNanoseconds)
  }
}
