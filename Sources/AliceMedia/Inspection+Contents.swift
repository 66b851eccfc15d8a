import AliceModel
import AliceNumbers

extension MediaHeader {
  /// Combines the container's contents with those of its EXIF and XMP.
  init(_ contents: ContainerContents, byteCount: UInt64, offsetMinutes: Int) {
    let exif = EXIFContents(contents.exif, contents.moreEXIF, offsetMinutes: offsetMinutes)
    let xmp = XMPContents(contents.xmp, contents.moreXMP)
    var all = contents
    let claims = contents.manifestStore.map { ManifestClaims($0).entries }
    for entry in (exif?.entries ?? []) + (xmp?.entries ?? []) + (claims ?? []) { all.add(entry) }
    let document = OwnDocument(contents.recordJSON ?? xmp?.recordJSON)
    // Beside a document, other metadata counts only with the packet that alice kept in step with it.
    let counts = document == nil || xmp?.isWrittenByAlice == true
    let keywords = counts ? IIM.keywords(in: contents.entries) : []
    let found = FoundVerdict(
      xmp: xmp, exif: counts ? exif : nil, keywords: keywords,
      claims: claims ?? [])
    let record = document.map { Reconciliation.record($0.record, with: found) }
    self.init(
      facts: FileFacts(
        format: contents.format, width: contents.width, height: contents.height, duration: contents.duration,
        bytes: byteCount, signed: contents.signed),
      entries: all.entries, record: record,
      recordID: document?.id, orientation: exif?.orientation ?? 1,
      dates: (exif?.dates ?? []) + (xmp?.dates ?? []) + (contents.created.map { [$0] } ?? []),
      modified: xmp?.modified ?? contents.modified, problems: all.problems,
      rating: found.rating.flatMap(Rating.init), pick: found.pick ?? nil, tags: found.tags ?? [],
      title: found.title, note: found.note, disclosure: found.source,
      changed: ChangedVerdict(of: document?.record, to: record))
  }
}

extension Inspection {
  init(
    _ contents: ContainerContents, byteCount: UInt64, offsetMinutes: Int, toldExtension: String? = nil
  ) throws(MediaError) {
    guard let id = contents.digest else { throw .noDigest }
    let header = MediaHeader(contents, byteCount: byteCount, offsetMinutes: offsetMinutes)
    self.init(
      header: header, id: id, xmp: contents.xmp, exif: contents.exif,
      isBroken: contents.damaged && !StructuralProblem.accidents.isDisjoint(with: contents.problems),
      sidecarReason: SidecarReason(contents), toldExtension: toldExtension)
  }
}

extension Inspection.SidecarReason {
  /// Returns nil if metadata can be embedded.
  init?(_ contents: ContainerContents) {
    if contents.signed {
      self = .signed
    } else if contents.fragmented {
      self = .fragmented
    } else if ![MediaFormat.png, .jpeg, .webp, .mp4, .mov, .m4a].contains(contents.format) {
      self = .format
    } else if contents.damaged {
      self = .damaged
    } else {
      return nil
    }
  }
}

/// The document that alice embedded.
private struct OwnDocument {
  let record: AssetRecord
  let id: AssetID?

  /// Returns nil if the text is not alice's document or cannot be read.
  init?(_ text: String?) {
    guard let text, let json = try? JSONValue(parsing: text, limits: .lenient),
      let record = AssetRecord(embeddedJSON: json)
    else { return nil }
    self.record = record
    id = json["id"]?.stringValue.flatMap { AssetID(hex: $0) }
  }
}
