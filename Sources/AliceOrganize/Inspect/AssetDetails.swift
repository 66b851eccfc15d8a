public import AliceModel

/// Everything that is known of one file, in or out of a library.
public struct AssetDetails: Sendable {
  /// As the catalog has it; outside of a library, as the file tells.
  public let asset: Asset
  /// The file's absolute path.
  public let file: BytePath
  public let isInLibrary: Bool
  /// Every text in the file and its sidecar, as it stands there.
  public let metadata: [MetadataEntry]
  /// Nil outside of a library.
  public let lineage: Lineage?

  /// The asset object; outside of a library there is no `path`.
  public var json: JSONValue {
    guard !isInLibrary, var object = asset.json(in: file.parent ?? "/").objectValue else {
      return asset.json(in: root)
    }
    object["path"] = .null
    object["file"] = .string(file.description)
    return .object(object)
  }

  private let root: BytePath

  init(
    asset: Asset, file: BytePath, isInLibrary: Bool, metadata: [MetadataEntry], lineage: Lineage? = nil, root: BytePath
  ) {
    self.asset = asset
    self.file = file
    self.isInLibrary = isInLibrary
    self.metadata = metadata
    self.lineage = lineage
    self.root = root
  }
}
