import AliceCatalog
import AliceLibrary
import AliceMedia

/// Reads assets back from the files of a library: what a rebuilt catalog is made of.
struct LibraryReader: Sendable {
  let library: Library
  let now: Timestamp
  /// A task that is cancelled reads no further: what comes back then, nil or not, says nothing.
  var untilCancelled = false

  /// The asset that lies at `path` (relative to the library); nil where there is none.
  ///
  /// `orphan` is the text of a sidecar that lost its file and is known to belong to this one.
  func asset(at path: BytePath, orphan: [UInt8]? = nil) -> CatalogEntry? {
    let whole = library.root.appending(path)
    guard let file = try? OpenFile.open(whole, untilCancelled: untilCancelled) else { return nil }
    var beside = Surroundings(of: whole)
    if beside.sidecar == nil { beside.foreignSidecar = orphan }
    return entry(for: file, at: path, beside: beside)
  }

  private func entry(for file: OpenFile, at path: BytePath, beside: Surroundings) -> CatalogEntry? {
    let modified = Timestamp(milliseconds: file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: now.offsetMinutes)
    let examiner = Examiner(scorer: nil, now: modified)
    guard let candidate = try? examiner.candidate(file, path: library.root.appending(path), beside: beside) else {
      return nil
    }
    return CatalogEntry(
      candidate.asset(at: path), stamp: file.stamp, raw: RawText.searchable(candidate.texts, of: candidate.record))
  }
}

extension CatalogEntry {
  /// What other files of the same picture told is found as well, as is `raw`. Where there is neither, what is known stays.
  init(_ asset: Asset, stamp: FileStamp, raw: String? = nil) {
    let told = asset.record.alsoFrom.flatMap { [$0.recipe.prompt, $0.recipe.model, $0.recipe.seed].compactMap { $0 } }
    let texts = told + (raw.map { [$0] } ?? [])
    self.init(
      asset: asset, stamp: FileStampRow(stamp), searchableRaw: texts.isEmpty ? nil : texts.joined(separator: "\n"))
  }
}

extension FileStampRow {
  init(_ stamp: FileStamp) {
    self.init(
      device: stamp.device, inode: stamp.inode, size: stamp.size, modified: stamp.modifiedNanoseconds,
      changed: stamp.changedNanoseconds)
  }
}
