import AliceModel

/// Rating, pick and tags as the fields of all programs in one file say.
struct FoundVerdict {
  /// -1 (rejected) to 5; nil if no field says anything.
  let rating: Int?
  let pick: Pick??
  /// Nil if no field says anything.
  let tags: [String]?
  /// Whether alice wrote the XMP packet.
  let isWrittenByAlice: Bool

  /// `keywords` are those of IPTC. Where alice has written rating or tags into the packet, she has brought the other
  /// fields in step, so only the packet counts: a value that is missing there was removed.
  init(xmp: XMPContents, exif: EXIFContents? = nil, keywords: [String] = []) {
    isWrittenByAlice = xmp.isWrittenByAlice
    pick = xmp.pick
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
}
