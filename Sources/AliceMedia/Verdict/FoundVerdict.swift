import AliceModel
import AliceNumbers

/// Rating, pick, tags, title and note as the fields of all programs in one file say.
struct FoundVerdict {
  /// -1 (rejected) to 5; nil if no field says anything.
  let rating: Int?
  let pick: Pick??
  /// Nil if no field says anything.
  let tags: [String]?
  let title: String?
  let note: String?
  /// How the file says it was made: in XMP, else in its manifest.
  let source: DigitalSource?
  /// Whether there is an XMP packet at all.
  let hasPacket: Bool
  /// Whether alice wrote the XMP packet.
  let isWrittenByAlice: Bool

  /// `keywords` are those of IPTC. Where alice has written rating or tags into the packet, she has brought the other
  /// fields in step, so only the packet counts: a value that is missing there was removed.
  init(xmp found: XMPContents?, exif: EXIFContents? = nil, keywords: [String] = [], claims: [MetadataEntry] = []) {
    let xmp = found ?? XMPContents()
    hasPacket = found != nil
    isWrittenByAlice = xmp.isWrittenByAlice
    pick = xmp.pick
    title = xmp.title
    note = xmp.note
    source = xmp.source ?? FoundVerdict.source(in: claims)
    let others = xmp.hasOwnRating ? nil : xmp.percentStars ?? exif?.rating ?? exif?.percentStars ?? xmp.acdseeStars
    rating = xmp.rating ?? others
    let flat = TagPath.keys((exif?.keywords ?? []) + keywords)
    if xmp.hasOwnTags || flat.isEmpty {
      tags = xmp.tags
    } else {
      let found = xmp.tags ?? []
      let others = TagPath.unexplained(flat, by: found)
      let beginnings = others.contains(where: CutKeyword.canBe) ? CutKeyword.beginnings(of: found + flat) : []
      tags = found + others.filter { !CutKeyword.canBe($0) || !beginnings.contains(Array($0.utf8)) }
    }
  }

  /// Returns the claim that a model made the file, else the first claim of a source.
  private static func source(in claims: [MetadataEntry]) -> DigitalSource? {
    let sources = claims.lazy.filter { $0.key == "digital_source_type" }.compactMap { DigitalSource($0.text) }
    return sources.first(where: \.saysGenerated) ?? sources.first
  }
}
