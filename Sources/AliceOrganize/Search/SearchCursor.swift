import AliceCatalog
import AliceWorkspace

/// The place in a list of results where the next page begins: after an asset, or after a number of results if that
/// asset is not among them any more.
package struct SearchCursor: Sendable, Hashable, CustomStringConvertible {
  fileprivate let offset: Int?
  fileprivate let asset: String

  /// The number of digits of the id, which no two assets of a library share.
  private static let digits = 20

  init(offset: Int, after asset: AssetID) {
    self.offset = offset
    self.asset = String(asset.hex.prefix(SearchCursor.digits))
  }

  /// Reads what `description` printed, or the id of an asset. Returns nil if the text is neither.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let last = parts.last, parts.count <= 2, AssetID.isPrefix(String(last)) else { return nil }
    asset = last.lowercased()
    guard parts.count == 2 else {
      offset = nil
      return
    }
    guard let number = Int(parts[0]), (1...1_000_000_000).contains(number) else { return nil }
    offset = number
  }

  package var description: String { (offset.map { "\($0)-" } ?? "") + asset }
}

extension Searcher {
  /// Returns the number of results before the page that begins at the cursor. Throws if its asset is no result and it
  /// has no number.
  func offset(of cursor: SearchCursor, in query: SearchQuery, order: SearchOrder?) throws -> Int {
    let assets = try workspace.catalog.assets(withPrefix: cursor.asset, limit: 2)
    if assets.count == 1, let asset = assets.first, let row = try workspace.catalog.place(of: asset.id) {
      let rows = try workspace.catalog.shape(of: query, order: order, stacked: false).ids
      if let index = rows.firstIndex(of: row) { return index + 1 }
    }
    // What was the last result is gone, and the later ones moved up.
    guard let offset = cursor.offset else { throw AliceError.noSuchAsset(cursor.asset) }
    return offset - 1
  }
}

extension Searcher.Result {
  /// Creates a page of results that are all in memory. Throws if the asset of the cursor is no result and it has no
  /// number.
  init(_ all: [Asset], total: Int?, gone: Int, limit: Int?, after cursor: SearchCursor?) throws {
    var start = 0
    if let cursor {
      if let index = all.firstIndex(where: { $0.id.hex.hasPrefix(cursor.asset) }) {
        start = index + 1
      } else if let offset = cursor.offset {
        start = offset - 1
      } else {
        throw AliceError.noSuchAsset(cursor.asset)
      }
    }
    let page = all.dropFirst(start).prefix(limit ?? .max)
    let end = start + page.count
    self.init(
      assets: Array(page), total: total, gone: gone,
      next: end < all.count ? page.last.map { SearchCursor(offset: end, after: $0.id) } : nil)
  }
}
