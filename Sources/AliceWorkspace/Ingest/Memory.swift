package import AliceCatalog
package import AliceLibrary

/// What the catalog remembers of an asset, and of how its file looked then.
package struct Memory {
  package let asset: Asset
  package let file: CatalogFile

  package var record: AssetRecord { asset.record }
}

extension Catalog {
  /// Nil for an asset that is not recorded.
  package func memory(of id: AssetID) throws -> Memory? {
    guard let file = try file(of: id), let asset = try asset(id) else { return nil }
    return Memory(asset: asset, file: file)
  }
}

extension LibraryFile {
  /// A sidecar stood beside the file, and is gone.
  package func hasLostSidecar(since known: CatalogFile) -> Bool {
    if case .present = known.sidecar { entry.sidecar == .none } else { false }
  }

  /// The record that is to be written into the file and beside it; nil where they carry all that is known and agree.
  ///
  /// Where another program has changed one of the two, both get what counts, so that the next change is seen for what it is.
  /// `adoptsSidecar`: a sidecar that lies elsewhere is to stand beside the file.
  package func recordToWrite(with memory: Memory?, adoptsSidecar: Bool) -> AssetRecord? {
    let joined = joined(with: memory)
    return joined != asset.record || adoptsSidecar || isAtOdds ? joined : nil
  }

  /// All that is known of the asset: the file's word, which another program may have written, and where file or sidecar have
  /// lost it, what the catalog remembers.
  ///
  /// A file that carries the record is believed, even where it has no rating: somebody took it away.
  package func joined(with memory: Memory?) -> AssetRecord {
    let found = asset.record
    guard let memory else { return found }
    let hasLostSidecar = hasLostSidecar(since: memory.file)
    let carriesRecord = isOwn && found.added == memory.record.added
    if hasLostSidecar, let stamp = entry.stamp, memory.file.stamp?.isStill(stamp) == true { return memory.record }
    if carriesRecord, !hasLostSidecar { return found }
    var joined = carriesRecord ? found.merging(memory.record) : memory.record.merging(found.ofSource)
    joined.rating = found.rating ?? memory.record.rating
    guard memory.wasReadFromFile else { return joined }
    if !found.tags.isEmpty { joined.tags = found.tags }
    return found.saysAll(of: joined) ? found : joined
  }
}

extension Memory {
  /// Nothing was ever written into the file: what is remembered of it had been read there.
  fileprivate var wasReadFromFile: Bool {
    file.stamp.map { $0.modifiedNanoseconds / 1_000_000 == record.added.milliseconds } ?? false
  }
}

extension AssetRecord {
  /// What the file says now, with what `joined` adds to `known`: another program may have changed the file since that was
  /// recorded.
  package func adding(_ joined: AssetRecord, to known: AssetRecord) -> AssetRecord {
    guard self != known else { return joined }
    var record = merging(joined)
    record.rating = rating ?? (known.rating == nil ? joined.rating : nil)
    record.tags = tags + joined.tags.filter { !known.tags.contains($0) && !tags.contains($0) }
    return record
  }

  /// True where `other` adds nothing but what a file's name and time tell.
  fileprivate func saysAll(of other: AssetRecord) -> Bool {
    var other = other
    other.added = added
    other.originalName = originalName
    other.provenance.created = provenance.created
    return self == other
  }
}

extension CatalogEntry {
  /// Of a file that was moved and not read. What looked otherwise than it was remembered is seen as changed afterwards, too.
  package init(moved memory: Memory, to placed: Placed) {
    var asset = memory.asset
    asset.path = placed.path
    asset.missing = false
    self.init(asset, placed: placed)
    if memory.file.stamp?.isStill(placed.stamp) != true { stamp = nil }
    if !memory.file.sidecar.isStill(sidecar) { sidecar = memory.file.sidecar }
  }

  /// Of a file that could not be written to: all that is remembered, with the looks of then, so that it is tried again.
  package init(unmended file: LibraryFile, _ memory: Memory) {
    var asset = file.asset
    asset.record = memory.record
    self.init(asset: asset, stamp: memory.file.stamp, sidecar: memory.file.sidecar)
  }
}
