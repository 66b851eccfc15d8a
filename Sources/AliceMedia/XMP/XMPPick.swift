import AliceModel

/// The pick in XMP: `digiKam:PickLabel` (3 picked, 1 rejected, else none), and `xmp:Rating` -1, by which Adobe's
/// programs and darktable reject.
///
/// `alice:pick` and `alice:rating` hold the texts that alice wrote last. A text that differs from them was written by
/// another program, and counts.
struct XMPPick {
  static let rejection = "-1"
  static let none = "0"

  private let label: String?
  private let writtenLabel: String?
  private let rating: String?
  private let writtenRating: String?

  init(_ tree: XMPTree) {
    label = tree.text(.pickLabel)
    writtenLabel = tree.text(.alice("pick"))
    rating = tree.text(.rating)
    writtenRating = tree.text(.alice("rating"))
  }

  private static func label(of pick: Pick) -> String {
    switch pick {
    case .picked: "3"
    case .rejected: "1"
    }
  }

  private var labelled: Pick? { Pick.allCases.first { XMPPick.label(of: $0) == label } }
  private var isLabelOwn: Bool { label == writtenLabel }
  private var isRatingOwn: Bool { rating == writtenRating }
  private var stars: Int? { rating.flatMap(Stars.read(_:)) }
  /// Whether another program gave stars.
  var hasForeignStars: Bool { !isRatingOwn && (stars ?? 0) > 0 }
  private var isRejectedByRating: Bool { stars == -1 }

  /// The pick; `.some(nil)` if the packet says that there is none, and nil if it says nothing.
  var pick: Pick?? {
    guard label != nil || writtenLabel != nil || isRejectedByRating else { return nil }
    if !isLabelOwn, let labelled { return .some(labelled) }
    if isRejectedByRating, !isRatingOwn { return .some(.rejected) }
    // Stars in place of the rejection that alice wrote as a rating leave the label, which says more.
    return isLabelOwn ? .some(labelled) : .some(nil)
  }

  /// Returns the label to write, or nil to write none.
  func newLabel(for pick: Pick?) -> String? {
    if let pick { return XMPPick.label(of: pick) }
    // A label of another program is replaced by digiKam's value for none, because it is not alice's to remove.
    return labelled != nil && !isLabelOwn ? XMPPick.none : nil
  }

  /// Whether the label must be removed to take back the pick.
  func removesLabel(for pick: Pick?) -> Bool { pick == nil && label != nil && isLabelOwn }

  /// Returns the text of `xmp:Rating` for an asset without a rating, or nil to write none: a rejection is written only
  /// where no program gave stars.
  func newRating(for pick: Pick?) -> String? {
    if pick == .rejected, rating == nil || isRatingOwn || stars == 0 || isRejectedByRating { return XMPPick.rejection }
    return pick != .rejected && isRejectedByRating && !isRatingOwn ? XMPPick.none : nil
  }

  /// Whether the rating must be removed from an asset without one.
  func removesRating(for pick: Pick?) -> Bool { newRating(for: pick) == nil && rating != nil && isRatingOwn }
}

extension XMLName {
  static let pickLabel = known(XMPNamespace.digiKam, "PickLabel")
}
