public import AliceModel

/// All that is known about one file, inside or outside of a library.
public struct AssetDetails: Sendable {
  /// The asset from the catalog; outside of a library, from the content of the file. Of a copy without a recipe it has
  /// the facts of the copy and the record of the library's asset.
  public let asset: Asset
  /// The file's absolute path.
  public let file: BytePath
  public let isInLibrary: Bool
  /// All texts in the file and its sidecar, unchanged.
  public let metadata: [MetadataEntry]
  /// The ancestors and descendants; nil outside of a library.
  public let lineage: Lineage?
  /// The absolute path of the library's file that shows the same; nil if the file is not such a copy.
  public let original: BytePath?

  /// The asset object; outside of a library there is no `path`.
  public var json: JSONValue {
    guard var object = asset.json(in: isInLibrary ? root : file.parent ?? "/").objectValue else { return .null }
    object["contents"] = contents.map(\.json)
    if isInLibrary { return .object(object) }
    object["path"] = original.map { .string($0.relative(to: root)?.description ?? $0.description) } ?? .null
    object["file"] = .string(file.description)
    return .object(object)
  }

  /// What a file without a reader holds.
  public let contents: FileContents?

  private let root: BytePath

  init(
    asset: Asset, file: BytePath, isInLibrary: Bool, metadata: [MetadataEntry], contents: FileContents? = nil,
    lineage: Lineage? = nil, original: BytePath? = nil, root: BytePath
  ) {
    self.contents = contents
    self.asset = asset
    self.file = file
    self.isInLibrary = isInLibrary
    self.metadata = metadata
    self.lineage = lineage
    self.original = original
    self.root = root
  }

  /// Whether the file is outside of a library and tells neither prompt nor model nor generator.
  package var isWithoutRecipe: Bool {
    let provenance = asset.record.provenance
    return !isInLibrary && provenance.recipe.prompt == nil && provenance.recipe.model == nil
      && provenance.generator == nil
  }
}
