import AliceLibrary
import AliceMedia

/// Merges all metadata of an image, from its file and its sidecars, into one record.
struct MetadataResolver {
  let inspection: Inspection
  let sidecar: SidecarContents?
  /// Every text: from the file, the XMP sidecar, the pixels and the recipe files.
  let texts: [MetadataEntry]
  private let found: ReadMetadata?
  /// Whether the file was written after its sidecar.
  private let isFileNewer: Bool

  /// Reads the pixels and the recipe files only if the file itself contains no prompt.
  init(inspection: Inspection, of file: OpenFile, beside: FileSidecars) {
    self.inspection = inspection
    sidecar = beside.sidecarBytes.map(XMPSidecar.read)
    isFileNewer = beside.xmp.map { MetadataResolver.isNewer(file, than: $0.file) } ?? false
    var texts = inspection.entries + (sidecar?.entries ?? [])
    let recipes = beside.recipeEntries
    guard !MetadataResolver.isOwn(inspection, sidecar) else {
      self.texts = texts + recipes
      found = nil
      return
    }
    var found = GeneratorReaders.read(texts)
    if found?.tellsPrompt != true, let hidden = StealthPayload.entry(in: file, inspection: inspection) {
      texts.append(hidden)
      found = GeneratorReaders.read(texts) ?? found
    }
    if found?.tellsPrompt != true, !recipes.isEmpty {
      found = GeneratorReaders.read(texts + recipes) ?? found
    }
    if found?.tellsPrompt != true, inspection.format.kind == .video, let sibling = Sibling.recipe(of: file.path) {
      found = found.map { known in known.filled(from: sibling) } ?? sibling
    }
    self.texts = texts + recipes
    self.found = found
  }

  /// Returns alice's own record if there is one, otherwise that of other generators; ratings, picks and tags of other
  /// programs are merged in both cases.
  ///
  /// If the id in a record differs from that of the image, another program changed the image afterwards: the recipe is
  /// still valid, the score is not.
  func record(added: Timestamp) -> AssetRecord {
    var record = own ?? foreign(added: added)
    guard let sidecar else { return record }
    settle(&record, sidecar, \.rating, \.rating, \.rating)
    settle(&record, sidecar, \.pick, \.pick, \.pick)
    settle(&record, sidecar, \.title, \.title, \.title)
    settle(&record, sidecar, \.note, \.note, \.note)
    record.disclosure = inspection.disclosure ?? sidecar.disclosure
    if let beside = sidecar.record, let inFile = inspection.record, inspection.changed.tags != sidecar.changed.tags {
      // One of the two is as alice left it, so a tag that is absent from the other was removed by the user.
      record.tags = inspection.changed.tags ? inFile.tags : beside.tags
    } else if own == nil {
      record.tags = TagPath.merged(record.tags, sidecar.tags)
    } else {
      record.tags += sidecar.tags.filter { !record.tags.contains($0) }
    }
    return record
  }

  /// Takes the value that another program has changed, as it is newer than alice's. If both were changed, the file that
  /// was written later counts.
  private func settle<Value>(
    _ record: inout AssetRecord, _ sidecar: SidecarContents, _ value: WritableKeyPath<AssetRecord, Value?>,
    _ beside: KeyPath<SidecarContents, Value?>, _ isChanged: KeyPath<ChangedVerdict, Bool>
  ) {
    let isSidecarChanged = sidecar.changed[keyPath: isChanged]
    if let inFile = inspection.record, inspection.changed[keyPath: isChanged], !isSidecarChanged || isFileNewer {
      record[keyPath: value] = inFile[keyPath: value]
    } else if sidecar[keyPath: beside] != nil || isSidecarChanged {
      record[keyPath: value] = sidecar[keyPath: beside]
    }
  }

  /// Whether file and sidecar both hold a record, and another program has changed one of them.
  var isAtOdds: Bool {
    guard inspection.record != nil, let sidecar else { return false }
    return inspection.changed.isAny || sidecar.changed.isAny
  }

  private static func isNewer(_ file: OpenFile, than other: OpenFile) -> Bool {
    file.stamp.modifiedNanoseconds > other.stamp.modifiedNanoseconds
  }

  /// Whether alice has written a record of this image before.
  var isOwn: Bool { MetadataResolver.isOwn(inspection, sidecar) }

  private static func isOwn(_ inspection: Inspection, _ sidecar: SidecarContents?) -> Bool {
    inspection.record != nil || sidecar?.record != nil
  }

  /// What alice wrote, as it was written: for this image, if it wrote that anywhere.
  var kept: KeptRecord? {
    let beside = KeptRecord(id: sidecar?.recordID, record: sidecar?.record)
    if let beside, beside.id == inspection.id { return beside }
    return KeptRecord(id: inspection.recordID, record: inspection.record) ?? beside
  }

  private var own: AssetRecord? {
    let fromFile = inspection.record.map { trusted($0, id: inspection.recordID) }
    let fromSidecar = sidecar?.record.map { trusted($0, id: sidecar?.recordID) }
    guard let fromFile else { return fromSidecar }
    return fromSidecar.map { $0.merging(fromFile) } ?? fromFile
  }

  private func trusted(_ record: AssetRecord, id: AssetID?) -> AssetRecord {
    guard let id, id != inspection.id else { return record }
    var record = record
    record.assessment = Assessment()
    if !record.provenance.parents.contains(id) { record.provenance.parents.append(id) }
    return record
  }

  private func foreign(added: Timestamp) -> AssetRecord {
    AssetRecord(
      provenance: found?.provenance ?? Provenance(), rating: inspection.rating, pick: inspection.pick,
      tags: inspection.tags, note: inspection.note, title: inspection.title, disclosure: inspection.disclosure,
      added: added)
  }
}

/// The still image that video nodes save with a video; it has the recipe if the video lost it.
private enum Sibling {
  private static let endings: [String] = [".png", ".webp", ".jpg", ".jpeg"]

  static func recipe(of film: BytePath) -> ReadMetadata? {
    guard let folder = film.parent else { return nil }
    let stem = film.stem.bytes
    // A video to which sound was added afterwards has a suffix in its name.
    let suffix = Array("-audio".utf8)
    let stems = stem.suffix(suffix.count).elementsEqual(suffix) ? [stem, stem.dropLast(suffix.count)] : [stem]
    for stem in stems {
      for ending in endings {
        let path = folder.appending(BytePath(bytes: stem + Array(ending.utf8)))
        guard let file = try? OpenFile.open(path),
          let entries = try? MediaFile.inspect(file, offsetMinutes: 0).entries,
          let read = GeneratorReaders.read(entries), read.tellsPrompt
        else { continue }
        return read
      }
    }
    return nil
  }
}

extension ReadMetadata {
  fileprivate var tellsPrompt: Bool { provenance.recipe.prompt != nil }

  fileprivate func filled(from other: ReadMetadata) -> ReadMetadata {
    var read = self
    read.fill(from: other)
    return read
  }
}
