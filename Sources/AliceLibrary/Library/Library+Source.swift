package import AliceModel

extension Library {
  /// Removes a source that was taken in, for `--move`: the last step, when the copy is durable.
  ///
  /// Both files are read again and compared. `.changed` where the source is not the file of `stamp` any more,
  /// `.unverified` where the copy does not hold `splice` of it, `.outside` where the source lies in the library itself:
  /// in each of these cases it stays, as it does where the task is cancelled.
  package func removeSource(
    _ path: BytePath, expecting stamp: FileStamp, holding splice: Splice, in placed: Placed
  ) throws(LibraryError) {
    let source = try OpenFile.open(path, untilCancelled: true)
    guard source.stamp.hasSameContent(as: stamp) else { throw .changed(path) }
    let folder = try Folder(at: (path.parent ?? ".").resolved())
    guard isOutside(folder.path) else { throw .outside(path) }
    try verify(source, splice, placed)
    guard try folder.facts(of: path.lastComponent)?.stamp == source.stamp else { throw .changed(path) }
    try folder.removeFile(path.lastComponent)
  }

  /// For a path without symbolic links.
  func isOutside(_ folder: BytePath) -> Bool { folder != root && folder.relative(to: root) == nil }

  /// Proves that a file of the library is what `splice` makes of `source`; `.unverified` where it is not.
  package func verify(_ source: OpenFile, _ splice: Splice, _ placed: Placed) throws(LibraryError) {
    let copy = try openFile(placed.path)
    guard copy.stamp.hasSameContent(as: placed.stamp) else { throw .unverified(source.path) }
    // A hard link needs no proof.
    if copy.stamp.isSameFile(as: source.stamp) { return }
    guard try copy.holds(splice, of: source) else { throw .unverified(source.path) }
  }

  /// Removes a small file that stood beside a source which is in the library now; `.changed` where it is another one.
  package func removeRecipeSidecar(_ path: BytePath, expecting stamp: FileStamp) throws(LibraryError) {
    let folder = try Folder(at: (path.parent ?? ".").resolved())
    guard isOutside(folder.path) else { throw .outside(path) }
    guard let present = try folder.facts(of: path.lastComponent) else { return }
    guard present.stamp.hasSameContent(as: stamp) else { throw .changed(path) }
    try folder.removeFile(path.lastComponent)
  }

  /// Which of these files of the library are there, in the order of `paths`.
  package func arePresent(_ paths: [BytePath]) -> [Bool] {
    paths.map { path in
      // What the catalog recorded was placed under a checked path, and nothing is opened here.
      guard !path.isAbsolute, let facts = try? rootFolder.facts(of: path) else { return false }
      return facts.kind == .regular
    }
  }

  /// A file of the library, or of its trash, for reading.
  package func openFile(_ path: BytePath, untilCancelled: Bool = false) throws(LibraryError) -> OpenFile {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    return try relating { () throws(LibraryError) in
      try OpenFile.open(inner.name, in: tree.folder(inner.folders), untilCancelled: untilCancelled)
    }
  }

  /// Nil where nothing has that name. `.notRegular` for a folder, symbolic link and the like.
  package func stamp(of path: BytePath) throws(LibraryError) -> FileStamp? {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    guard let facts = try relating({ () throws(LibraryError) in try tree.facts(of: inner) }) else { return nil }
    guard facts.kind == .regular else { throw .notRegular(path) }
    return facts.stamp
  }
}

extension OpenFile {
  private static let compared: UInt64 = 256 << 10

  /// True where this file is exactly what `splice` makes of `source`.
  func holds(_ splice: Splice, of source: OpenFile) throws(LibraryError) -> Bool {
    guard byteCount == splice.byteCount else { return false }
    var at: UInt64 = 0
    for piece in splice.pieces {
      switch piece {
      case .bytes(let bytes):
        guard try read(at: at, count: bytes.count) == bytes else { return false }
        at += UInt64(bytes.count)
      case .source(let range):
        guard try holds(range, of: source, at: at) else { return false }
        at += range.upperBound - range.lowerBound
      }
    }
    return true
  }

  private func holds(_ range: Range<UInt64>, of source: OpenFile, at start: UInt64) throws(LibraryError) -> Bool {
    var done: UInt64 = 0
    let length = range.upperBound - range.lowerBound
    while done < length {
      let count = Int(min(OpenFile.compared, length - done))
      let own = try read(at: start + done, count: count)
      guard own.count == count, try source.read(at: range.lowerBound + done, count: count) == own else { return false }
      done += UInt64(count)
    }
    return true
  }
}
