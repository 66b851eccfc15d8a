extension Alice {
  /// The one asset that `name` names: an id, a prefix of four digits or more, or a path. Throws `noSuchAsset` or
  /// `ambiguousAsset`.
  public func asset(named name: String) throws -> Asset { try workspace.asset(named: BytePath(name)) }

  /// Assets that match a query of the search language, at most `limit`.
  public func search(_ query: String, qualityMin: Int? = nil, limit: Int? = nil) throws -> [Asset] {
    do {
      var parsed = try SearchQuery(parsing: query, today: workspace.clock.now())
      if let qualityMin {
        parsed = parsed.and(try SearchQuery(parsing: "quality:>=\(qualityMin)", today: workspace.clock.now()))
      }
      return try Searcher(workspace).run(parsed, limit: limit).assets
    } catch let error as SearchQueryError {
      throw AliceError.query(error)
    }
  }

  /// All that is known of an asset: its record, every text in its file, what it was made from and what was made from it.
  public func show(_ asset: Asset) throws -> AssetDetails { try AssetInspector.show(asset, in: workspace) }

  /// All that is written in a file anywhere, whichever generator made it. Throws `notMedia` where it is none.
  public static func show(file: BytePath) throws -> AssetDetails {
    try AssetInspector.show(file: file, now: Clock.system.now())
  }

  /// Scores pictures in or out of a library, and changes nothing. Results come in the order of `files`, one for each.
  @concurrent
  public static func score(_ files: [BytePath]) async throws -> [ScoredFile] {
    let (scored, continuation) = AsyncStream.makeStream(of: ScoredFile.self)
    await FileScorer().score(files) { continuation.yield($0) }
    continuation.finish()
    let results = await scored.reduce(into: []) { $0.append($1) }
    try Task.checkCancellation()
    return results
  }
}
