package import AliceCatalog
package import AliceLibrary
import AliceMedia

/// A file of the library as it was read.
package struct LibraryFile {
  package var entry: CatalogEntry
  /// False where neither the file nor its sidecar holds a record of alice's.
  package let isOwn: Bool
  /// Another program has changed rating or tags in one of two places: see `MetadataResolver.isAtOdds`.
  package let isAtOdds: Bool

  package var asset: Asset { entry.asset }
}

/// Reads assets back from the files of a library: what a rebuilt catalog is made of.
package struct LibraryReader: Sendable {
  package let library: Library
  package let now: Timestamp
  /// A task that is cancelled reads no further: what comes back then, nil or not, says nothing.
  package var untilCancelled = false

  /// The asset that lies at `path` (relative to the library); nil where there is none.
  package func asset(at path: BytePath) -> CatalogEntry? { (try? read(path))?.entry }

  /// The file at `path`, relative to the library; nil for what is no picture, video or sound, and where there is none. Throws
  /// where it, or its sidecar, is there and cannot be read.
  ///
  /// `orphan` is the text of a sidecar that lost its file and is known to belong to this one.
  package func read(_ path: BytePath, orphan: [UInt8]? = nil) throws -> LibraryFile? {
    let whole = library.root.appending(path)
    do {
      let file = try OpenFile.open(whole, untilCancelled: untilCancelled)
      var beside = try FileSidecars(inLibrary: whole)
      if beside.sidecar == nil { beside.foreignSidecar = orphan }
      return try read(file, at: path, beside: beside)
    } catch LibraryError.missing, LibraryError.notRegular {
      return nil
    }
  }

  private func read(_ file: OpenFile, at path: BytePath, beside: FileSidecars) throws -> LibraryFile? {
    let modified = Timestamp(milliseconds: file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: now.offsetMinutes)
    let examiner = Examiner(scorer: nil, now: modified)
    do {
      let candidate = try examiner.candidate(file, path: library.root.appending(path), beside: beside)
      let entry = CatalogEntry(
        candidate.asset(at: path), stamp: file.stamp, sidecar: beside.sidecarStamp,
        raw: RawText.searchable(candidate.texts, of: candidate.record))
      return LibraryFile(entry: entry, isOwn: candidate.isOwn, isAtOdds: candidate.isAtOdds)
    } catch let error as MediaError {
      // What is damaged beyond use is no picture; what the disk will not give may be one.
      switch error {
      case .unreadable, .noDigest: throw error
      default: return nil
      }
    }
  }
}

extension CatalogEntry {
  /// What other files of the same picture told is found as well, as is `raw`. Where there is neither, what is known stays.
  ///
  /// `stamp` and `sidecar` are those of the file and of what stands beside it, as they were when the record was read or written.
  package init(_ asset: Asset, stamp: FileStamp, sidecar: FileStamp?, raw: String? = nil) {
    let told = asset.record.alsoFrom.flatMap { [$0.recipe.prompt, $0.recipe.model, $0.recipe.seed].compactMap { $0 } }
    let texts = told + (raw.map { [$0] } ?? [])
    self.init(
      asset: asset, stamp: stamp, sidecar: SidecarStamp(sidecar),
      searchableRaw: texts.isEmpty ? nil : texts.joined(separator: "\n"))
  }

  /// Of a file whose record was written just now.
  package init(_ asset: Asset, placed: Placed, raw: String? = nil) {
    self.init(asset, stamp: placed.stamp, sidecar: placed.sidecar, raw: raw)
  }
}
