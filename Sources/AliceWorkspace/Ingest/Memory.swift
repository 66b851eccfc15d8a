package import AliceCatalog
package import AliceLibrary

/// What the catalog has recorded of an asset, with the stamps of its file at that time.
package struct Memory {
  package let asset: Asset
  package let file: CatalogFile

  /// The metadata. Whether the file was damaged is not part of it: another file of the asset may be sound.
  package var record: AssetRecord {
    var record = asset.record
    record.damaged = false
    return record
  }
}

extension Catalog {
  /// Returns nil if the asset is not recorded.
  package func memory(of id: AssetID) throws -> Memory? {
    guard let file = try file(of: id), let asset = try asset(id) else { return nil }
    return Memory(asset: asset, file: file)
  }
}

extension LibraryFile {
  /// Returns whether the file had a sidecar that is gone now.
  package func hasLostSidecar(since known: CatalogFile) -> Bool {
    if case .present = known.sidecar { entry.sidecar == .none } else { false }
  }

  /// Returns the record to write into the file and its sidecar; nil if both agree and contain all that is known.
  ///
  /// If another program has changed one of the two, both get the merged record, so that the next change can be
  /// detected.
  /// `adoptsSidecar` means that a sidecar from elsewhere becomes the sidecar of the file.
  package func recordToWrite(with memory: Memory?, adoptsSidecar: Bool) -> AssetRecord? {
    let joined = joined(with: memory)
    return joined != asset.record || adoptsSidecar || isAtOdds ? joined : nil
  }

  /// Returns all that is known of the asset: the content of the file, which another program may have written, completed
  /// from the catalog with what the file or its sidecar has lost.
  ///
  /// A file that carries the record takes precedence, even without a rating: the user may have removed it.
  package func joined(with memory: Memory?) -> AssetRecord {
    var record = merged(with: memory)
    record.damaged = asset.record.damaged
    return record
  }

  /// Returns what the catalog knows of an asset whose file holds a record and is damaged: the record may be what the
  /// damage has changed. Verdicts in a sidecar count.
  private func undamaged(_ memory: Memory) -> AssetRecord {
    var record = memory.record
    guard case .present = entry.sidecar else { return record }
    (record.rating, record.pick, record.tags) = (asset.record.rating, asset.record.pick, asset.record.tags)
    (record.title, record.note) = (asset.record.title, asset.record.note)
    return record
  }

  private func merged(with memory: Memory?) -> AssetRecord {
    let found = asset.record
    guard let memory = isKept ? memory?.scored(as: found.assessment) : memory else { return found }
    if isBroken, holdsRecord { return undamaged(memory) }
    let hasLostSidecar = hasLostSidecar(since: memory.file)
    let carriesRecord = isOwn && found.added == memory.record.added
    if hasLostSidecar, let stamp = entry.stamp, memory.file.stamp?.isStill(stamp) == true { return memory.record }
    if carriesRecord, !hasLostSidecar { return found }
    var joined = carriesRecord ? found.merging(memory.record) : memory.record.merging(found.ofSource)
    joined.rating = found.rating ?? memory.record.rating
    joined.pick = found.pick ?? memory.record.pick
    joined.title = found.title ?? memory.record.title
    guard memory.wasReadFromFile else { return joined }
    if !found.tags.isEmpty { joined.tags = found.tags }
    return found.saysAll(of: joined) ? found : joined
  }
}

extension LibraryFile {
  /// Returns the entry of the file as it is, with the score of the same image that only the catalog has.
  package func entry(with known: AssetRecord?) -> CatalogEntry {
    guard isKept, asset.record.assessment == Assessment(), let known else { return entry }
    var entry = entry
    entry.asset.record.assessment = known.assessment
    return entry
  }
}

extension Memory {
  fileprivate func scored(as assessment: Assessment) -> Memory {
    var asset = asset
    asset.record.assessment = assessment
    return Memory(asset: asset, file: file)
  }

  /// Whether alice never wrote into the file, so that the recorded metadata was read from it.
  fileprivate var wasReadFromFile: Bool {
    file.stamp.map { $0.modifiedNanoseconds / 1_000_000 == record.added.milliseconds } ?? false
  }
}

extension AssetRecord {
  /// Returns the file's present record plus what `joined` adds to `known`: another program may have changed the file
  /// after `known` was recorded.
  package func adding(_ joined: AssetRecord, to known: AssetRecord) -> AssetRecord {
    guard self != known else { return joined }
    var record = merging(joined)
    record.rating = rating ?? (known.rating == nil ? joined.rating : nil)
    record.pick = pick ?? (known.pick == nil ? joined.pick : nil)
    record.title = title ?? (known.title == nil ? joined.title : nil)
    record.note = known.note == nil ? record.note : note
    record.tags = tags + joined.tags.filter { !known.tags.contains($0) && !tags.contains($0) }
    return record
  }

  /// Returns whether `other` adds nothing but what the file's name and time contain.
  fileprivate func saysAll(of other: AssetRecord) -> Bool {
    var other = other
    other.added = added
    other.originalName = originalName
    other.provenance.created = provenance.created
    return self == other
  }
}

extension CatalogEntry {
  /// Creates the entry of a file that was moved without being read. A change that was pending before the move stays
  /// detectable.
  package init(moved memory: Memory, to placed: Placed) {
    var asset = memory.asset
    asset.path = placed.path
    asset.missing = false
    self.init(asset, placed: placed)
    if memory.file.stamp?.isStill(placed.stamp) != true { stamp = nil }
    if asset.record.damaged { stamp = stamp?.toReadAgain }
    if !memory.file.sidecar.isStill(sidecar) { sidecar = memory.file.sidecar }
  }

  /// Creates the entry of a file that could not be written: all metadata of the catalog with the old stamps, so that it
  /// is tried again.
  package init(unmended file: LibraryFile, _ memory: Memory) {
    var asset = file.asset
    asset.record = memory.record
    self.init(asset: asset, stamp: memory.file.stamp, sidecar: memory.file.sidecar)
  }
}
