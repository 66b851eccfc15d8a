import AliceCatalog
import AliceWorkspace

extension Searcher {
  /// The assets that a search finds, which are read one after the other when they are passed on.
  package struct Matches: Sendable {
    /// The total number of matches; nil if counting would cost more than the search.
    package let total: Int?
    /// The number of matches that were left out because their files are gone.
    package let gone: Int
    /// Where the next page begins; nil if this is the last one.
    package let next: SearchCursor?
    fileprivate let source: Source

    fileprivate enum Source: Sendable {
      case assets([Asset])
      case rows([Int64], Catalog)
    }

    /// The number of assets.
    package var count: Int {
      switch source {
      case .assets(let assets): assets.count
      case .rows(let rows, _): rows.count
      }
    }

    /// The number of assets that are in memory at a time.
    private static let portion = 200

    package func forEach(_ body: (Asset) throws -> Void) throws {
      switch source {
      case .assets(let assets): try assets.forEach(body)
      case .rows(let rows, let catalog):
        for start in stride(from: 0, to: rows.count, by: Matches.portion) {
          try catalog.assets(rows: Array(rows[start...].prefix(Matches.portion))).forEach(body)
        }
      }
    }
  }

  /// Returns what `run` returns. The records of a long list are not read before they are passed on.
  package func matches(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int?, after cursor: SearchCursor? = nil
  ) throws -> Matches {
    if isLong(query, order, limit) {
      let offset = try cursor.map { try self.offset(of: $0, in: query, order: order) } ?? 0
      let (rows, total) = try workspace.catalog.rows(query, order: order, limit: limit, offset: offset)
      let seen = offset + rows.count
      let hasNext = rows.count == limit && total.map { $0 > seen } ?? true
      let last = try hasNext ? rows.last.flatMap { try workspace.catalog.assets(rows: [$0]).first } : nil
      if rows.count > Searcher.longest {
        return Matches(
          total: total, gone: 0, next: last.map { SearchCursor(offset: seen, after: $0.id) },
          source: .rows(rows, workspace.catalog))
      }
    }
    let result = try run(query, order: order, limit: limit, after: cursor)
    return Matches(total: result.total, gone: result.gone, next: result.next, source: .assets(result.assets))
  }

  /// Passes on the paths that `paths` returns, one after the other. Returns their number, and that of those that were
  /// left out because their files are gone. `body` must not use the catalog.
  package func forEachPath(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int?, after cursor: SearchCursor? = nil,
    _ body: (BytePath) throws -> Void
  ) throws -> (count: Int, gone: Int) {
    var (early, count): ([BytePath], Int) = ([], 0)
    if isLong(query, order, limit) {
      let offset = try cursor.map { try self.offset(of: $0, in: query, order: order) } ?? 0
      try workspace.catalog.forEachPath(query, order: order, limit: limit, offset: offset) { path in
        count += 1
        guard count > Searcher.longest else {
          early.append(path)
          return true
        }
        try early.forEach(body)
        early = []
        try body(path)
        return true
      }
      if count > Searcher.longest { return (count, 0) }
    }
    let (paths, gone) = try paths(query, order: order, limit: limit, after: cursor)
    try paths.forEach(body)
    return (paths.count, gone)
  }

  /// Whether the list may be so long that it is not compared with the disk.
  private func isLong(_ query: SearchQuery, _ order: SearchOrder?, _ limit: Int?) -> Bool {
    order != .album && !query.term.asksForDeleted && !query.term.asksForMissing && limit ?? .max > Searcher.longest
  }
}
