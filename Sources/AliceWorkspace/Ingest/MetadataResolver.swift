import AliceLibrary
import AliceMedia

/// Everything that was written about a picture, in its file and beside it, brought into one record.
struct MetadataResolver {
  let inspection: Inspection
  let sidecar: SidecarContents?
  /// Every text: the file's own, the XMP sidecar's, what is hidden in the pixels, the recipes beside it.
  let texts: [MetadataEntry]
  private let found: ReadMetadata?
  /// The file was written after its sidecar.
  private let isFileNewer: Bool

  /// The pixels, and the files beside, are asked only where the file itself tells no prompt.
  init(inspection: Inspection, of file: OpenFile, beside: FileSidecars) {
    self.inspection = inspection
    sidecar = beside.sidecarBytes.map(XMPSidecar.read)
    isFileNewer = beside.sidecar.map { MetadataResolver.isNewer(file, than: $0.file) } ?? false
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

  /// alice's own record first; then what other generators left; ratings and tags of other programs in any case.
  ///
  /// A record whose id is not the picture's was written before another program changed the picture: what was asked for still
  /// holds, what was measured does not.
  func record(added: Timestamp) -> AssetRecord {
    var record = own ?? foreign(added: added)
    guard let sidecar else { return record }
    settleRating(of: &record, sidecar)
    if let beside = sidecar.record, let inFile = inspection.record, inspection.changed.tags != sidecar.changed.tags {
      // One of the two is as alice left it, so that tags which are gone from the other one were taken away.
      record.tags = inspection.changed.tags ? inFile.tags : beside.tags
    } else {
      record.tags += sidecar.tags.filter { !record.tags.contains($0) }
    }
    return record
  }

  /// What another program has changed is newer than what alice wrote. Where both were changed, the later file counts.
  private func settleRating(of record: inout AssetRecord, _ sidecar: SidecarContents) {
    if let inFile = inspection.record, inspection.changed.rating, !sidecar.changed.rating || isFileNewer {
      record.rating = inFile.rating
    } else if sidecar.rating != nil || sidecar.changed.rating {
      record.rating = sidecar.rating
    }
  }

  /// True where both file and sidecar hold a verdict, and another program has changed one of them.
  var isAtOdds: Bool {
    guard inspection.record != nil, let sidecar else { return false }
    return inspection.changed.isAny || sidecar.changed.isAny
  }

  private static func isNewer(_ file: OpenFile, than other: OpenFile) -> Bool {
    file.stamp.modifiedNanoseconds > other.stamp.modifiedNanoseconds
  }

  /// True where alice has seen the picture before.
  var isOwn: Bool { MetadataResolver.isOwn(inspection, sidecar) }

  private static func isOwn(_ inspection: Inspection, _ sidecar: SidecarContents?) -> Bool {
    inspection.record != nil || sidecar?.record != nil
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
      provenance: found?.provenance ?? Provenance(), rating: inspection.rating, tags: inspection.tags, added: added)
  }
}

/// The still picture that video nodes save beside a film: it carries the recipe where the film lost it.
private enum Sibling {
  private static let endings: [String] = [".png", ".webp", ".jpg", ".jpeg"]

  static func recipe(of film: BytePath) -> ReadMetadata? {
    guard let folder = film.parent else { return nil }
    let stem = film.stem.bytes
    // A film that got its sound afterwards has a name of its own.
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
