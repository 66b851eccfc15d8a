import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Searches a library for assets.
package struct Searcher: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  package struct Result: Sendable {
    package let assets: [Asset]
    /// The total number of matches; nil if counting would cost more than the search.
    package let total: Int?
    /// The number of matches that were left out because their files are gone.
    package let gone: Int
    /// Where the next page begins; nil if this is the last one.
    package let next: SearchCursor?
  }

  /// The longest list that is compared with the disk. On a network disk a longer one would take minutes.
  static let longest = 1_000
  /// The number of matches among which those that are there are looked for.
  private static let farthest = 4_000
  /// The number of files that are looked up at a time.
  private static let look = 250

  /// `looks` leaves out matches whose files are gone. The results begin at `cursor`.
  package func run(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int?, after cursor: SearchCursor? = nil, looks: Bool = true
  ) throws -> Result {
    try prepare(for: query)
    if query.term.asksForDeleted { return try withDeleted(query, order, limit, cursor, looks) }
    if order == .album { return try inAlbum(query, limit: limit, after: cursor, looks: looks) }
    let missing = looks ? try missing(for: query) : .none
    let offset = try cursor.map { try self.offset(of: $0, in: query, order: order) } ?? 0
    var total: Int?
    let (assets, gone) = try present(query, order, limit, offset, looks: looks) { limit in
      let page = try workspace.catalog.search(query, order: order, limit: limit, offset: offset, gone: missing)
      total = page.total
      return page.assets.map { asset in
        var asset = asset
        asset.missing = asset.missing || missing.paths.contains(asset.path)
        return (asset, asset.path)
      }
    }
    let seen = offset + assets.count + gone
    let hasNext = assets.count == limit && total.map { $0 > seen } ?? true
    return Result(
      assets: assets, total: total.map { max($0 - gone, assets.count) }, gone: gone,
      next: hasNext ? assets.last.map { SearchCursor(offset: seen, after: $0.id) } : nil)
  }

  /// Returns paths relative to the library, in the same order, and the number of those that were left out because their
  /// files are gone. This is much faster than `run`, as no records are read.
  package func paths(
    _ query: SearchQuery, order: SearchOrder? = nil, limit: Int?, after cursor: SearchCursor? = nil
  ) throws -> (paths: [BytePath], gone: Int) {
    try prepare(for: query)
    if order == .album || query.term.asksForDeleted {
      let found = try run(query, order: order, limit: limit, after: cursor)
      return (found.assets.map(\.path), found.gone)
    }
    let missing = try missing(for: query)
    let offset = try cursor.map { try self.offset(of: $0, in: query, order: order) } ?? 0
    let (paths, gone) = try present(query, order, limit, offset) { limit in
      var paths: [BytePath] = []
      try workspace.catalog.forEachPath(query, order: order, limit: limit, offset: offset, gone: missing) { path in
        paths.append(path)
        return true
      }
      return paths.map { ($0, $0) }
    }
    return (paths, gone)
  }

  /// Returns the matches in the order of the album that the query names, then those without a place, oldest first.
  private func inAlbum(
    _ query: SearchQuery, limit: Int?, after cursor: SearchCursor?, looks: Bool
  ) throws -> Result {
    let order = try AlbumOrder(of: query, in: workspace)
    let all = try run(query, order: .oldest, limit: nil, looks: looks)
    return try Result(order.sorted(all.assets), total: all.total, gone: all.gone, limit: limit, after: cursor)
  }

  /// Leaves out matches whose files are gone, although the catalog does not know that yet, unless the query asks for
  /// missing files. `find` returns at most `limit` matches with their paths; those that are left out are replaced by
  /// later ones.
  private func present<Match>(
    _ query: SearchQuery, _ order: SearchOrder?, _ limit: Int?, _ offset: Int, looks: Bool = true,
    _ find: (Int?) throws -> [(Match, BytePath)]
  ) throws -> (matches: [Match], gone: Int) {
    let found = try find(limit)
    guard looks, (limit ?? found.count) <= Searcher.longest, !query.term.asksForMissing else {
      return (found.map { $0.0 }, 0)
    }
    let there = present(found)
    guard let limit, found.count == limit, there.count < limit else { return (there, found.count - there.count) }
    let reach = try reach(query, order, of: limit, from: offset)
    guard reach.present > there.count else { return (there, reach.seen - there.count) }
    let more = try find(reach.seen)
    let moreThere = present(more)
    return (Array(moreThere.prefix(limit)), more.count - moreThere.count)
  }

  private func present<Match>(_ found: [(Match, BytePath)]) -> [Match] {
    zip(found, workspace.library.areGone(found.map { $0.1 })).compactMap { match, isGone in isGone ? nil : match.0 }
  }

  /// Returns the number of matches that must be seen to find `limit` whose files are there, and how many of them are.
  /// It gives up after some thousands, as after a folder was deleted, because each is looked up on the disk.
  private func reach(
    _ query: SearchQuery, _ order: SearchOrder?, of limit: Int, from offset: Int
  ) throws -> (seen: Int, present: Int) {
    var paths: [BytePath] = []
    try workspace.catalog.forEachPath(query, order: order, limit: Searcher.farthest, offset: offset) { path in
      paths.append(path)
      return true
    }
    var (seen, present) = (0, 0)
    while present < limit, seen < paths.count {
      let next = paths[seen..<min(paths.count, seen + Searcher.look)]
      for isGone in workspace.library.areGone(Array(next)) where present < limit {
        seen += 1
        present += isGone ? 0 : 1
      }
    }
    return (seen, present)
  }

  /// Returns the matches in the library, then those in the trash, each in order.
  private func withDeleted(
    _ query: SearchQuery, _ order: SearchOrder?, _ limit: Int?, _ cursor: SearchCursor?, _ looks: Bool
  ) throws -> Result {
    // One more than the page tells whether there is another.
    let most = cursor == nil ? limit.map { $0 < .max ? $0 + 1 : $0 } : nil
    let (here, gone) = (query.term.forDeleted(false), query.term.forDeleted(true))
    let present = try run(SearchQuery(here), order: order, limit: most, looks: looks)
    let deleted = try DeletedAssets(workspace).search { catalog in
      try catalog.search(SearchQuery(gone), order: order, limit: most)
    }
    let all = present.assets + deleted.assets
    let total = present.total.flatMap { one in deleted.total.map { one + $0 } }
    return try Result(all, total: total, gone: present.gone, limit: limit, after: cursor)
  }

  package func count(_ query: SearchQuery) throws -> Int {
    try prepare(for: query)
    if query.term.asksForDeleted {
      let present = try workspace.catalog.count(SearchQuery(query.term.forDeleted(false)))
      return try present + DeletedAssets(workspace).search { try $0.count(SearchQuery(query.term.forDeleted(true))) }
    }
    return try workspace.catalog.count(query, gone: missing(for: query))
  }

  /// Returns the assets whose files are gone, although the catalog does not know that yet, if the query asks for missing
  /// files. This looks at every file of the library.
  private func missing(for query: SearchQuery) throws -> GoneAssets {
    query.term.asksForMissing ? try workspace.catalog.goneAssets(workspace.library.areGone) : .none
  }

  /// Returns for the user how the query is parsed and executed.
  package func explain(_ query: SearchQuery, order: SearchOrder? = nil) throws -> String {
    let explanation = try workspace.catalog.explain(query, order: order)
    let arguments = explanation.arguments.isEmpty ? [] : ["arguments: " + explanation.arguments.joined(separator: ", ")]
    let near = try explanation.near.map(\.sentence) + pictureSentences(query)
    return
      ([explanation.tree, ""] + (near.isEmpty ? [] : near + [""]) + [explanation.sql] + arguments + [""]
      + explanation.plan).joined(separator: "\n")
  }
}
