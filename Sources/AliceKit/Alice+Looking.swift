extension Alice {
  /// Returns the only asset that `name` refers to: an id, a prefix of four digits or more, or a path. Throws
  /// `noSuchAsset` or `ambiguousAsset`.
  public func asset(named name: String) throws -> Asset { try workspace.asset(named: BytePath(name)) }

  /// Returns the assets that match a query of the search language, at most `limit` of them.
  public func search(_ query: String, qualityMin: Int? = nil, limit: Int? = nil) throws -> [Asset] {
    do {
      let context = workspace.searchContext(for: query, dateOrder: nil)
      var parsed = try SearchQuery(parsing: query, context)
      if let qualityMin {
        parsed = parsed.and(try SearchQuery(parsing: "quality:>=\(qualityMin)", context))
      }
      parsed = try ExampleReader(workspace).resolved(parsed)
      return try Searcher(workspace).run(parsed, limit: limit).assets
    } catch let error as SearchQueryError {
      throw AliceError.query(error)
    }
  }

  /// Returns the details of an asset: its record, every text in its file, the assets it was generated from and those
  /// that were generated from it.
  public func show(_ asset: Asset) throws -> AssetDetails { try AssetInspector.show(asset, in: workspace) }

  /// Returns the details of any file, from any generator. Throws `notMedia` if it is not a media file.
  public static func show(file: BytePath) throws -> AssetDetails {
    try AssetInspector.show(file: file, now: Clock.system.now())
  }

  /// Scores images, inside or outside of a library, without changing them. Returns one result for each of `files`, in
  /// their order.
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
