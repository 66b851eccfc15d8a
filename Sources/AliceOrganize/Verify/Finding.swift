public import AliceModel
public import AliceWorkspace

/// A difference between disk and catalog.
public enum Finding: Sendable, Hashable {
  /// A media file that the catalog does not know.
  case unknown(BytePath)
  /// An asset that the catalog has under another path.
  case moved(Move)
  /// An asset of the catalog whose file is gone.
  case missing(AssetID, BytePath)
  /// A file or sidecar that differs from the catalog: another program wrote to it.
  case changed(AssetID, BytePath)
  /// An asset whose file does not hold the bytes that were kept, and that no program has written to.
  case damaged(AssetID, BytePath, Damage)
  /// An asset whose image another program has changed: the file is another asset now, made from this one.
  case edited(AssetID, BytePath)
  /// A lost sidecar; what it contained is in the catalog only.
  case sidecarMissing(AssetID, BytePath)
  /// A companion of an asset that is gone, or holds other bytes than those that were kept.
  case companionMissing(AssetID, BytePath)
  case companionDamaged(AssetID, BytePath)
  /// A file that was missing and is back in its place.
  case returned(AssetID, BytePath)
  /// A folder or a file that cannot be read.
  case unreachable(BytePath)
  /// A file with the same image as another one.
  case duplicate(AssetID, BytePath, of: BytePath)
  /// A sidecar without its media file.
  case orphanSidecar(BytePath)
  /// A file that is not a media file.
  case stranger(BytePath)
  /// A temporary file of an interrupted process in `.alice/tmp`.
  case leftover(BytePath)
  /// The journal or the settings are lost.
  case lost(LostRecord)
  /// The catalog can be opened and is inconsistent, so that its rows are not trustworthy.
  case catalogDamaged

  /// Whether this is a problem. Strangers and duplicates are allowed; leftovers are removed automatically.
  public var isProblem: Bool {
    switch self {
    case .unknown, .moved, .missing, .changed, .damaged, .edited, .sidecarMissing, .returned, .unreachable,
      .orphanSidecar, .companionMissing, .companionDamaged,
      .lost, .catalogDamaged:
      true
    case .stranger, .duplicate, .leftover: false
    }
  }

  /// The kind as one word, such as `missing`.
  public var kind: String {
    switch self {
    case .unknown: "unknown"
    case .moved: "moved"
    case .missing: "missing"
    case .changed: "changed"
    case .damaged: "damaged"
    case .edited: "edited"
    case .sidecarMissing: "sidecar-missing"
    case .companionMissing: "companion-missing"
    case .companionDamaged: "companion-damaged"
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

  /// The path; it is relative to the library if it is in it.
  public var path: BytePath {
    switch self {
    case .unknown(let path), .missing(_, let path), .changed(_, let path), .damaged(_, let path, _),
      .edited(_, let path), .sidecarMissing(_, let path), .companionMissing(_, let path),
      .companionDamaged(_, let path),
      .returned(_, let path), .unreachable(let path), .duplicate(_, let path, _), .orphanSidecar(let path),
      .stranger(let path), .leftover(let path):
      path
    case .moved(let move): move.to
    case .lost(let record): record.path
    case .catalogDamaged: ".alice/catalog.sqlite"
    }
  }
}
