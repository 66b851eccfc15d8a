extension Alice {
  /// Takes files into the library; with no sources, brings the library itself in order.
  public func organize(_ request: OrganizeRequest) async throws -> OrganizeReport {
    try await Organizer(workspace, root: workspace.root, request: request, now: workspace.clock.now()).run()
  }

  /// Gives a person's rating, in the file and in the catalog; nil takes it away.
  public func rate(_ asset: Asset, _ rating: Rating?) throws -> Asset {
    try Annotator(workspace).apply(.init(rating: .some(rating)), to: [asset])[0]
  }

  /// Gives tags and takes tags away, in the files and in the catalog, as one operation that can be undone. Returns the assets
  /// as they are then, in their order.
  ///
  /// Throws `badTag` before anything is written. The first file that cannot be written to ends it; those before it are changed.
  public func tag(
    _ assets: [Asset], adding added: [String] = [], removing removed: [String] = []
  ) throws -> [Asset] {
    if let bad = (added + removed).first(where: { !AssetRecord.isTag($0) }) { throw AliceError.badTag(bad) }
    return try Annotator(workspace).apply(.init(addedTags: added, removedTags: removed), to: assets)
  }

  /// Copies an asset into a folder outside of the library, which is made where it is missing. The copy is durable when this
  /// returns.
  ///
  /// Nothing is overwritten: a name that another file has gets a number. The same export again finds its copy.
  public func export(_ asset: Asset, to folder: BytePath, as form: ExportForm = .whole) throws -> ExportedFile {
    try Exporter(workspace, to: folder, as: form).export(asset)
  }

  // MARK: What was done

  /// What was done to the library, the last operation first.
  public func history(limit: Int = 100) throws -> [HistoryEntry] {
    try OperationHistory(workspace).entries(limit: limit)
  }

  /// Takes back what an operation did, by its id in the history; without one, the last that did anything and is not undone.
  ///
  /// What somebody changed since is left alone, file by file, and told. A task that is cancelled is no error here: the report
  /// says that it was stopped, and undoing again does the rest.
  @concurrent
  public func undo(_ operation: String? = nil) async throws -> UndoReport {
    let number = try operation.map { id in
      guard let number = Int64(id) else { throw AliceError.noSuchOperation(id) }
      return number
    }
    return try Undoer(workspace, operation: number).run()
  }

  // MARK: Disk and catalog

  /// Proves that disk and catalog agree, or tells where they do not. Only what changed since it was recorded is read.
  ///
  /// With `repair` the catalog is brought in step with the disk, and no rating and no tag is lost by it.
  @concurrent
  public func check(repair: Bool = false) async throws -> CheckReport {
    try LibraryCheck(workspace).run(repair: repair)
  }

  /// Makes the catalog of a library anew from its files alone, also where it is gone or damaged and so cannot be opened.
  ///
  /// Until the new one is whole, searches see what was there before. Where the report says that the old one was damaged, open
  /// libraries have to be opened again.
  @concurrent
  public static func reindex(library path: String) async throws -> ReindexReport {
    try Reindexer(library: BytePath(path).absolute).run()
  }
}
