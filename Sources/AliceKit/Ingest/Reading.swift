import AliceMedia

/// Everything that was written about a picture, from its file and its sidecar, brought into one record.
struct Reading {
  let inspection: Inspection
  let sidecar: SidecarContents?

  /// alice's own record first; then what other generators left; ratings and tags of other programs in any case.
  ///
  /// A record whose id is not the picture's was written before another program changed the picture: what was asked for still
  /// holds, what was measured does not.
  func record(added: Timestamp) -> AssetRecord {
    var record = own ?? foreign(added: added)
    if let rating = sidecar?.rating { record.rating = rating }
    record.tags += (sidecar?.tags ?? []).filter { !record.tags.contains($0) }
    return record
  }

  /// True where alice has seen the picture before.
  var isOwn: Bool { inspection.record != nil || sidecar?.record != nil }

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
    let found = GeneratorReaders.read(inspection.entries + (sidecar?.entries ?? []))
    return AssetRecord(
      provenance: found?.provenance ?? Provenance(), rating: inspection.rating, tags: inspection.tags, added: added)
  }
}
