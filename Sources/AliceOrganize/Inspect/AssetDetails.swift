public import AliceModel

/// All that is known about one file, inside or outside of a library.
public struct AssetDetails: Sendable {
  /// The asset from the catalog; outside of a library, from the content of the file.
  public let asset: Asset
  /// The file's absolute path.
  public let file: BytePath
  public let isInLibrary: Bool
  /// All texts in the file and its sidecar, unchanged.
  public let metadata: [MetadataEntry]
  /// The ancestors and descendants; nil outside of a library.
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
