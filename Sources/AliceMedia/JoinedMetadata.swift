import AliceModel
import AliceNumbers

/// Joins the EXIF blocks and the XMP packets of one file. The first of each is the one that programs agree on; the
/// others fill what it lacks.
extension EXIFContents {
  /// Returns nil if there is no block.
  init?(_ first: [UInt8]?, _ others: [[UInt8]], offsetMinutes: Int) {
    guard let first else { return nil }
    self = EXIFBlock.contents(of: first, offsetMinutes: offsetMinutes)
    for other in others.lazy.map({ EXIFBlock.contents(of: $0, offsetMinutes: offsetMinutes) }) {
      // The last of several entries with the same key counts, so the first block comes last.
      entries = other.entries + entries
      dates += other.dates
      rating = rating ?? other.rating
      percentStars = percentStars ?? other.percentStars
      if keywords.isEmpty { keywords = other.keywords }
    }
  }
}

extension XMPContents {
  /// Returns nil if there is no packet.
  init?(_ first: [UInt8]?, _ others: [[UInt8]]) {
    guard let first = first ?? others.first else { return nil }
    self = XMPPacket.contents(of: first)
    // In a packet of alice's, an absent verdict was withdrawn.
    let isOwn = isWrittenByAlice
    for other in others.lazy.map(XMPPacket.contents) where other.entries != entries {
      entries = other.entries + entries
      recordJSON = recordJSON ?? other.recordJSON
      dates += other.dates
      modified = modified ?? other.modified
      description = description ?? other.description
      if isOwn { continue }
      title = title ?? other.title
      note = note ?? other.note
      source = source ?? other.source
      rating = rating ?? other.rating
      percentStars = percentStars ?? other.percentStars
      acdseeStars = acdseeStars ?? other.acdseeStars
      pick = pick ?? other.pick
      tags = tags ?? other.tags
    }
  }
}
