public import AliceModel
public import AliceWorkspace

/// Something in which disk and catalog do not agree.
public enum Finding: Sendable, Hashable {
  /// A picture that the catalog does not know.
  case unknown(BytePath)
  /// The catalog has the asset under another path.
  case moved(Move)
  /// The catalog knows it, the disk does not have it.
  case missing(AssetID, BytePath)
  /// What file and sidecar say is not what the catalog has: another program wrote to one of them.
  case changed(AssetID, BytePath)
  /// The sidecar is gone, and with it what stands in the catalog alone now.
  case sidecarMissing(AssetID, BytePath)
  /// What was missing lies where it was.
  case returned(AssetID, BytePath)
  /// A folder or a file that could not be looked at.
  case unreachable(BytePath)
  /// Another file shows the same.
  case duplicate(AssetID, BytePath, of: BytePath)
  /// A sidecar without its picture.
  case orphanSidecar(BytePath)
  /// Not a picture, a video or a sound.
  case stranger(BytePath)
  /// What a process that was cut off left in `.alice/tmp`.
  case leftover(BytePath)
  /// The journal or the settings.
  case lost(LostRecord)
  /// The catalog can be opened, and contradicts itself: what it says of files counts for nothing.
  case catalogDamaged

  /// Strangers and duplicates are told, and are nobody's fault; leftovers go by themselves.
  public var isProblem: Bool {
    switch self {
    case .unknown, .moved, .missing, .changed, .sidecarMissing, .returned, .unreachable, .orphanSidecar, .lost,
      .catalogDamaged:
      true
    case .stranger, .duplicate, .leftover: false
    }
  }

  /// One word, such as `missing`.
  public var kind: String {
    switch self {
    case .unknown: "unknown"
    case .moved: "moved"
    case .missing: "missing"
    case .changed: "changed"
    case .sidecarMissing: "sidecar-missing"
    case .returned: "returned"
    case .unreachable: "unreachable"
    case .duplicate: "duplicate"
    case .orphanSidecar: "orphan-sidecar"
    case .stranger: "stranger"
    case .leftover: "leftover"
    case .lost(let record): record.rawValue
    case .catalogDamaged: "catalog-damaged"
    }
  }

  /// Relative to the library, where it lies in it.
  public var path: BytePath {
    switch self {
    case .unknown(let path), .missing(_, let path), .changed(_, let path), .sidecarMissing(_, let path),
      .returned(_, let path), .unreachable(let path), .duplicate(_, let path, _), .orphanSidecar(let path),
      .stranger(let path), .leftover(let path):
      path
    case .moved(let move): move.to
    case .lost(let record): record.path
    case .catalogDamaged: ".alice/catalog.sqlite"
    }
  }
}
