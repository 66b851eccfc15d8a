import AliceModel

/// Combines the document that alice embedded with the changes that other programs have made to the file's XMP since.
///
/// Both contain rating, pick, tags, title and note. Other programs know only the XMP, so if the two differ, the XMP is newer.
enum Reconciliation {
  static func record(_ record: AssetRecord, with found: FoundVerdict) -> AssetRecord {
    var record = record
    if let stars = found.rating {
      record.rating = Rating(stars)
    } else if found.isWrittenByAlice {
      // Alice wrote the packet with its rating, so whoever removed only the rating did so on purpose.
      record.rating = nil
    }
    if let pick = found.pick {
      record.pick = pick
    } else if found.isWrittenByAlice {
      record.pick = nil
    }
    // The order of tags means nothing, and XMP cannot hold every tag exactly.
    if let tags = found.tags, Set(tags) != Set(TagPath.keys(record.tags)) { record.tags = tags }
    record.tags = record.tags.map(TagPath.composed)
    if found.title != nil || found.isWrittenByAlice { record.title = XMPWords.current(record.title, found.title) }
    if found.note != nil || found.isWrittenByAlice { record.note = XMPWords.current(record.note, found.note) }
    if found.hasPacket || found.source != nil { record.disclosure = found.source }
    return record
  }
}

/// The parts of a verdict that other programs have changed since alice wrote it.
package struct ChangedVerdict: Sendable, Hashable {
  package var rating: Bool
  package var pick: Bool
  package var tags: Bool
  package var title: Bool
  package var note: Bool

  /// `written` is alice's record, and `read` the current state of the file.
  init(of written: AssetRecord?, to read: AssetRecord?) {
    rating = written?.rating != read?.rating
    pick = written?.pick != read?.pick
    tags = written?.tags != read?.tags
    title = written?.title != read?.title
    note = written?.note != read?.note
  }

  /// The verdict of a file that alice has not written: everything that it says is new.
  init(new found: FoundVerdict) {
    rating = found.rating.flatMap(Rating.init) != nil
    pick = found.pick.flatMap { $0 } != nil
    tags = found.tags?.isEmpty == false
    title = found.title != nil
    note = found.note != nil
  }

  package var isAny: Bool { rating || pick || tags || title || note }
}
