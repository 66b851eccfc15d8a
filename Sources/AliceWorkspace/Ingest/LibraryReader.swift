package import AliceCatalog
package import AliceLibrary
import AliceMedia

/// A file of the library, as read from the disk.
package struct LibraryFile {
  package var entry: CatalogEntry
  /// Whether the file or its sidecar holds a record written by alice.
  package let isOwn: Bool
  /// Whether another program has changed rating or tags in one of two places; see `MetadataResolver.isAtOdds`.
  let isAtOdds: Bool
  /// What alice wrote into the file or its sidecar.
  package let kept: KeptRecord?
  /// Whether the structure of the file is damaged.
  package let isBroken: Bool
  /// Whether the file itself holds a record of its image: alice writes into sound files only.
  package let holdsRecord: Bool
  /// Whether it is a file that stays as it is until the user has a verdict on it: only the catalog has its score.
  package let isKept: Bool

  package var asset: Asset { entry.asset }
}

/// Reads assets back from the files of a library, to rebuild the catalog.
package struct LibraryReader: Sendable {
  package let library: Library
  package let now: Timestamp
  /// Whether cancelling the task ends a read early; the result, nil or not, is meaningless then.
  package var untilCancelled = false
  private let kept: KeptFiles

  package init(library: Library, now: Timestamp, kept: KeptFiles) {
    (self.library, self.now, self.kept) = (library, now, kept)
  }

  /// Returns the asset at `path` (relative to the library), or nil if there is none.
  package func asset(at path: BytePath) -> CatalogEntry? { (try? read(path))?.entry }

  /// Returns the asset of a candidate if the file at `path` is one of it. A damaged file is none of a sound candidate,
  /// as the record in it may be what the damage has changed.
  func copy(of candidate: Candidate, at path: BytePath) -> CatalogEntry? {
    guard let found = try? read(path), found.asset.id == candidate.id else { return nil }
    let isDamaged = found.damage(since: nil) != nil
    return isDamaged && !candidate.inspection.isBroken ? nil : found.entry
  }

  /// Reads the file at `path`, relative to the library. Returns nil if there is none or it is not a media file. Throws
  /// if the file or its sidecar exists and cannot be read.
  ///
  /// `orphan` is the text of a sidecar that lost its file and is known to belong to this one.
  package func read(_ path: BytePath, orphan: [UInt8]? = nil) throws -> LibraryFile? {
    let whole = library.root.appending(path)
    do {
      let file = try OpenFile.open(whole, untilCancelled: untilCancelled)
      var beside = try FileSidecars(inLibrary: whole)
      if beside.xmp == nil { beside.foreignSidecar = orphan }
      return try read(file, at: path, beside: beside)
    } catch LibraryError.missing, LibraryError.notRegular {
      return nil
    }
  }

  private func read(_ file: OpenFile, at path: BytePath, beside: FileSidecars) throws -> LibraryFile? {
    let modified = Timestamp(milliseconds: file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: now.offsetMinutes)
    var examiner = Examiner(scorer: nil, now: modified, latest: max(modified, now))
    examiner.knowsByName = true
    do {
      let candidate = try examiner.candidate(file, path: library.root.appending(path), beside: beside)
      let entry = CatalogEntry(
        candidate.asset(at: path), stamp: file.stamp, sidecar: beside.sidecarStamp,
        raw: RawText.searchable(candidate.texts, of: candidate.record))
      return LibraryFile(
        entry: entry, isOwn: candidate.isOwn, isAtOdds: candidate.isAtOdds, kept: candidate.kept,
        isBroken: candidate.inspection.isBroken, holdsRecord: candidate.inspection.holdsOwnRecord,
        isKept: kept.include(path) && !candidate.isOwn)
    } catch let error as MediaError {
      // A file that is damaged beyond use is not a media file; one that the disk cannot read may be one.
      switch error {
      case .unreadable, .noDigest: throw error
      default: return nil
      }
    }
  }
}

extension CatalogEntry {
  /// Creates an entry whose searchable text includes `raw` and what other files of the same image contain. Without
  /// both, the catalog keeps its present text.
  ///
  /// `stamp` and `sidecar` are the stamps of the file and its sidecar at the time when the record was read or written.
  package init(_ asset: Asset, stamp: FileStamp, sidecar: FileStamp?, raw: String? = nil) {
    let told = asset.record.alsoFrom.flatMap { [$0.recipe.prompt, $0.recipe.model, $0.recipe.seed].compactMap { $0 } }
    let texts = told + (raw.map { [$0] } ?? [])
    self.init(
      asset: asset, stamp: stamp, sidecar: SidecarStamp(sidecar),
      searchableRaw: texts.isEmpty ? nil : texts.joined(separator: "\n"))
  }

  /// Creates the entry of a file whose record was just written.
  package init(_ asset: Asset, placed: Placed, raw: String? = nil) {
    self.init(asset, stamp: placed.stamp, sidecar: placed.sidecar, raw: raw)
  }
}
