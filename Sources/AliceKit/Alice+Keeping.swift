extension Alice {
  /// Ingests files into the library. Without sources, organizes the files of the library itself.
  public func organize(_ request: OrganizeRequest) async throws -> OrganizeReport {
    try await Organizer(workspace, root: workspace.root, request: request, now: workspace.clock.now()).run()
  }

  /// Sets the user's rating, in the file and in the catalog; nil removes it.
  public func rate(_ asset: Asset, _ rating: Rating?) throws -> Asset {
    try Annotator(workspace).apply(.init(rating: .some(rating)), to: [asset])[0]
  }

  /// Adds and removes tags, in the files and in the catalog, as one operation that can be undone. Returns the changed
  /// assets in the same order.
  ///
  /// Throws `badTag` before anything is written. The operation ends at the first file that cannot be written; the files
  /// before it are changed.
  public func tag(
    _ assets: [Asset], adding added: [String] = [], removing removed: [String] = []
  ) throws -> [Asset] {
    if let bad = (added + removed).first(where: { !AssetRecord.isTag($0) }) { throw AliceError.badTag(bad) }
    return try Annotator(workspace).apply(.init(addedTags: added, removedTags: removed), to: assets)
  }

  /// Copies an asset into a folder outside of the library, which is created if it is missing. The copy is durable when
  /// this returns.
  ///
  /// Nothing is overwritten: a name that another file has gets a number. A repeated export finds its earlier copy.
  public func export(_ asset: Asset, to folder: BytePath, as form: ExportForm = .whole) throws -> ExportedFile {
    try Exporter(workspace, to: folder, as: form).export(asset)
  }

  /// Copies an asset in another size, format or form, in the same way. Throws `export(.notConverted)` for what cannot be
  /// converted.
  public func export(_ asset: Asset, to folder: BytePath, _ request: ExportRequest) throws -> ExportedFile {
    try Exporter(workspace, to: folder, request).export(asset)
  }

  // MARK: History

  /// Returns the operations on the library, the last one first.
  public func history(limit: Int = 100) throws -> [HistoryEntry] {
    try OperationHistory(workspace).entries(limit: limit)
  }

  /// Undoes an operation by its id in the history; without an id, the last one of which anything can still be undone.
  /// The report names the later ones.
  ///
  /// Files that were changed since then are left unchanged and reported. A cancelled task is not an error: the report
  /// contains that the undo was stopped, and a second undo does the rest.
  @concurrent
  public func undo(_ operation: String? = nil) async throws -> UndoReport {
    let number = try operation.map { id in
      guard let number = Int64(id) else { throw AliceError.noSuchOperation(id) }
      return number
    }
    return try Undoer(workspace, operation: number).run()
  }

  // MARK: Disk and catalog

  /// Compares the files with the catalog, and reports all differences. Reads only files that changed since they were
  /// recorded.
  ///
  /// With `repair`, the catalog is updated to match the files; no rating and no tag is lost.
  @concurrent
  public func check(repair: Bool = false) async throws -> CheckReport {
    try LibraryCheck(workspace).run(repair: repair)
  }

  /// Rebuilds the catalog of a library from its files alone, even if the catalog is missing or damaged and cannot be
  /// opened.
  ///
  /// Until the new catalog is complete, searches use the old one. If the report contains that the old one was damaged,
  /// open libraries must be opened again.
  @concurrent
  public static func reindex(library path: String) async throws -> ReindexReport {
    try Reindexer(library: BytePath(path).absolute).run()
  }
}
