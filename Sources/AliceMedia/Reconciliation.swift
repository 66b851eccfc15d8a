import AliceModel

/// Joins the document that alice embedded with what other programs have changed in the file's XMP since.
///
/// Rating and tags stand in both. Other programs know only XMP's, so where they differ, XMP is the newer.
enum Reconciliation {
  static func record(_ record: AssetRecord, with xmp: XMPContents) -> AssetRecord {
    var record = record
    if let stars = xmp.rating {
      record.rating = Rating(stars)
    } else if isAlices(xmp) {
      // Alice wrote the packet with its rating: who took that out and left the rest meant it.
      record.rating = nil
    }
    if let tags = xmp.tags, tags != XMPProperties.tags(record.tags) { record.tags = tags }
    return record
  }

  private static func isAlices(_ xmp: XMPContents) -> Bool { xmp.entries.contains { $0.key == "alice:id" } }
}

/// What other programs have changed of a verdict since alice wrote it.
package struct ChangedVerdict: Sendable, Hashable {
  package var rating: Bool
  package var tags: Bool

  /// `written` is alice's word, `read` what stands there now.
  init(of written: AssetRecord?, to read: AssetRecord?) {
    rating = written?.rating != read?.rating
    tags = written?.tags != read?.tags
  }

  init(rating: Bool, tags: Bool) {
    self.rating = rating
    self.tags = tags
  }

  package var isAny: Bool { rating || tags }
}
