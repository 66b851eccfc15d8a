import AliceCatalog
import AliceLibrary
package import AliceWorkspace
import Synchronization

/// Shows the library page by page to a user interface: results as tiles, what a tile shows, and what can be filtered.
///
/// It reads with connections of its own, so that it waits for no writer of this process.
package final class Browser: Sendable {
  private let workspace: Workspace
  private let dateOrder: DateOrder?
  private let catalog: Catalog
  /// The connection for what reads many rows, so that single tiles do not wait for it.
  private let scanner: Catalog
  /// The version after colours were last recorded, and the one before, which it replaces in nothing else.
  private let colored = Mutex<(before: Int64, after: Int64)?>(nil)

  /// The number of members of a stack among which the best is looked for.
  private static let rankedMembers = 100
  private static let cacheKilobytes = 12 << 10

  /// `dateOrder` is the order of day and month in dates of queries.
  package init(_ workspace: Workspace, dateOrder: DateOrder? = nil) throws {
    self.workspace = workspace
    self.dateOrder = dateOrder
    try workspace.catalog.limitCache(toKilobytes: Browser.cacheKilobytes)
    catalog = try workspace.catalog.openedAgain(cacheKilobytes: Browser.cacheKilobytes)
    scanner = try workspace.catalog.openedAgain(cacheKilobytes: Browser.cacheKilobytes)
  }

  /// A number that differs from the one before after any change of the catalog, by this process or another one, except
  /// for colours that this browser recorded.
  package var version: Int64 {
    get throws {
      let version = try catalog.version()
      return colored.withLock { $0?.after == version ? $0?.before : nil } ?? version
    }
  }

  // MARK: Results

  /// Returns the query of a text of the search language; an empty text finds everything.
  package func query(_ text: String) throws(SearchQueryError) -> SearchQuery {
    do throws(SearchQueryError) {
      let query = try SearchQuery(parsing: text, workspace.searchContext(for: text, dateOrder: dateOrder))
      return try ExampleReader(workspace, readsFiles: false).known(query)
    } catch {
      if case .empty = error { return .all }
      throw error
    }
  }

  /// Returns the terms of a query with their places.
  package func parts(of text: String) throws(SearchQueryError) -> [QueryPart] {
    try QueryPart.parts(of: text, workspace.searchContext(for: text, dateOrder: dateOrder))
  }

  package func tiles(of query: SearchQuery, order: SearchOrder?, stacked: Bool) throws -> ResultTiles {
    // A change during the scan makes the result look older than it is, which costs at most one more scan.
    let version = try version
    let shape = try scanner.shape(of: query, order: order, stacked: stacked)
    return ResultTiles(shape, of: query, stacked: stacked, version: version, clock: LocalDays())
  }

  /// Returns what the tiles at these positions show: of a stack its best member.
  package func columns(_ range: Range<Int>, of result: ResultTiles) throws -> TileColumns {
    let range = range.clamped(to: 0..<result.count)
    let tops = try range.map { try top(of: result.members(of: $0)) }
    let rows = try catalog.tiles(tops)
    return TileColumns(
      zip(range, rows).map { .init(row: $1, members: result.members(of: $0).count) })
  }

  /// Returns what all members of one tile show, best first.
  package func members(of tile: Int, in result: ResultTiles) throws -> TileColumns {
    let members = Array(result.members(of: tile).prefix(Browser.rankedMembers))
    return TileColumns(try catalog.tiles(catalog.ranked(members)).map { .init(row: $0) })
  }

  /// Returns what these assets show. Those that do not exist any more have no id.
  package func columns(of assets: [AssetID]) throws -> TileColumns {
    TileColumns(try catalog.tiles(of: assets).map { .init(row: $0) })
  }

  /// Returns the position of the tile that contains an asset; nil if the result has none.
  package func position(of asset: AssetID, in result: ResultTiles) throws -> Int? {
    try catalog.place(of: asset).flatMap { result.tile(containing: $0) }
  }

  /// Returns the known cost and the number of the assets of one day.
  package func summary(ofDay index: Int, in result: ResultTiles) throws -> (cost: Money?, assets: Int) {
    let members = result.members(of: result.tiles(ofDay: index))
    return (try scanner.cost(of: members), members.count)
  }

  private func top(of members: ArraySlice<Int64>) throws -> Int64 {
    guard members.count > 1 else { return members.first ?? 0 }
    return try catalog.ranked(Array(members.prefix(Browser.rankedMembers))).first ?? 0
  }

  // MARK: Facets

  package struct Facet: Sendable, Hashable {
    package let value: String
    package let count: Int
  }

  private static let facetLimit = 200

  /// Returns the values of a field among the results of a query, each with its number of assets; those of costs are
  /// ranges. Nil if the field has no such list.
  package func facets(of field: SearchField, in query: SearchQuery) throws -> [Facet]? {
    switch field {
    case .model, .quality, .rating, .tag, .generator, .project, .provider:
      return try scanner.facets(of: field, in: query, limit: Browser.facetLimit).map {
        Facet(value: $0.value, count: $0.count)
      }
    case .type:
      var counts: [MediaKind: Int] = [:]
      for facet in try scanner.facets(of: .type, in: query, limit: Browser.facetLimit) {
        if let kind = MediaFormat(rawValue: facet.value)?.kind { counts[kind, default: 0] += facet.count }
      }
      return counts.map { Facet(value: $0.rawValue, count: $1) }.sorted { $0.count > $1.count }
    case .cost: return try costs(in: query)
    default: return nil
    }
  }

  private static let costRanges: [(text: String, from: Money?, to: Money?)] = [
    ("0", .zero, .zero), ("..0.01", nil, Money("0.01")), ("0.01..0.05", Money("0.01"), Money("0.05")),
    ("0.05..0.25", Money("0.05"), Money("0.25")), ("0.25..1", Money("0.25"), Money("1")),
    (">=1", Money("1"), nil),
  ]

  private func costs(in query: SearchQuery) throws -> [Facet] {
    let counts = try scanner.costs(in: query, ranges: Browser.costRanges.map { ($0.from, $0.to) })
    return zip(Browser.costRanges, counts).map { Facet(value: $0.text, count: $1) }.filter { $0.count > 0 }
  }

  // MARK: Single assets

  package func asset(_ id: AssetID) throws -> Asset? { try catalog.asset(id) }

  package func assets(_ ids: [AssetID]) throws -> [AssetID: Asset] { try catalog.assets(ids) }

  package func assets(at paths: [BytePath]) throws -> [Asset] { try paths.compactMap { try catalog.asset(at: $0) } }

  /// Returns the assets that were made from one, oldest first.
  package func children(of id: AssetID, limit: Int) throws -> [AssetID] { try catalog.children(of: id, limit: limit) }

  /// Returns the only asset whose id begins with `prefix`; nil if there is none or more than one.
  package func asset(withPrefix prefix: String) throws -> Asset? {
    let found = try catalog.assets(withPrefix: prefix, limit: 2)
    return found.count == 1 ? found[0] : nil
  }

  /// Returns the assets of the same request, best first.
  package func stack(of asset: AssetID) throws -> [AssetID] {
    try catalog.stack(of: asset, limit: Browser.rankedMembers)
  }

  /// Records the average colours of assets, and how they look. Results need not be read again for them.
  package func record(decoded: [AssetID: DecodedFacts]) throws {
    let versions = try workspace.catalog.setColors(
      decoded.map { (asset: $0, color: $1.color) },
      looks: decoded.compactMap { id, facts in facts.look.map { (asset: id, look: $0) } }, seenBy: catalog)
    guard let versions else { return }
    colored.withLock { former in
      let before = former?.after == versions.before ? former?.before : nil
      former = (before ?? versions.before, versions.after)
    }
  }

  /// Opens the file of an asset. It is never outside of the library, whatever links there are.
  package func file(of asset: Asset) throws -> AssetFile { try file(at: asset.path) }

  /// Opens a companion of an asset.
  package func file(of companion: Companion, of asset: Asset) throws -> AssetFile {
    try file(at: asset.path.parent?.appending(companion.name) ?? BytePath(companion.name))
  }

  private func file(at path: BytePath) throws -> AssetFile {
    do throws(LibraryError) {
      return AssetFile(try workspace.library.openFile(path))
    } catch {
      if case .missing = error { throw AliceError.notMedia(path, reason: .missing) }
      throw AliceError(error, library: workspace.root)
    }
  }
}

/// The opened file of an asset, in its state at opening.
package struct AssetFile: Sendable {
  package let bytes: any RandomAccessBytes
  /// The time of the last change in nanoseconds since 1970.
  package let modified: Int64

  fileprivate init(_ file: OpenFile) {
    bytes = file
    modified = file.stamp.modifiedNanoseconds
  }

  package var size: UInt64 { bytes.byteCount }
}
