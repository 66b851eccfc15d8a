import AliceCatalog
import AliceWorkspace

/// Whether a file is where the layout of its library puts it.
struct FilePlace {
  private let layout: Layout
  private let settings: LibrarySettings

  init(_ settings: LibrarySettings) throws {
    layout = try settings.parsedLayout()
    self.settings = settings
  }

  /// The path that the layout gives the asset now.
  func path(of asset: Asset) -> BytePath { path(of: asset, asset.quality) }

  /// Returns whether the layout put the file there, for its present quality or another one: a file stays in its place
  /// when it is rated.
  func wasMade(for asset: Asset) -> Bool {
    let qualities: [Int?] = settings.quality ? [nil, 1, 2, 3, 4, 5] : [nil]
    return qualities.contains { path(of: asset, $0) == asset.path }
  }

  private func path(of asset: Asset, _ quality: Int?) -> BytePath {
    layout.path(
      id: asset.id, record: asset.record, format: asset.facts.format, quality: quality, withQuality: settings.quality,
      told: asset.path.fileExtension)
  }
}
