package import AliceModel

extension Library {
  /// Removes a source after its copy is durable: the last step of `--move`.
  ///
  /// Reads both files again and compares them. Throws `.changed` if the source no longer matches `stamp`, `.unverified`
  /// if the copy is not `splice` of it, and `.outside` if the source is in the library itself. In all these cases, and
  /// if the task is cancelled, the source stays.
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

  /// Returns true if the folder is outside of the library; the path must contain no symbolic links.
  func isOutside(_ folder: BytePath) -> Bool { folder != root && folder.relative(to: root) == nil }

  /// Checks that a library file is the result of `splice` on `source`; throws `.unverified` if it is not.
  package func verify(_ source: OpenFile, _ splice: Splice, _ placed: Placed) throws(LibraryError) {
    let copy = try openFile(placed.path)
    guard copy.stamp.hasSameContent(as: placed.stamp) else { throw .unverified(source.path) }
    // A hard link needs no comparison.
    if copy.stamp.isSameFile(as: source.stamp) { return }
    guard try copy.holds(splice, of: source) else { throw .unverified(source.path) }
  }

  /// Removes a sidecar of a source that is now in the library; throws `.changed` if it is another file.
  package func removeSidecar(_ path: BytePath, expecting stamp: FileStamp) throws(LibraryError) {
    let folder = try Folder(at: (path.parent ?? ".").resolved())
    guard isOutside(folder.path) else { throw .outside(path) }
    guard let present = try folder.facts(of: path.lastComponent) else { return }
    guard present.stamp.hasSameContent(as: stamp) else { throw .changed(path) }
    try folder.removeFile(path.lastComponent)
  }

  /// Returns whether each of these library files exists, in the order of `paths`.
  package func arePresent(_ paths: [BytePath]) -> [Bool] {
    paths.map { path in
      // The catalog recorded these paths after they were checked, and nothing is opened here.
      guard !path.isAbsolute, let facts = try? rootFolder.facts(of: path) else { return false }
      return facts.kind == .regular
    }
  }

  /// Returns for each path whether there is nothing any more. A path that cannot be looked at counts as present.
  package func areGone(_ paths: [BytePath]) -> [Bool] {
    paths.map { path in
      guard !path.isAbsolute else { return false }
      do throws(LibraryError) {
        return try rootFolder.facts(of: path) == nil
      } catch {
        return false
      }
    }
  }

  /// Opens a file of the library or of its trash for reading.
  package func openFile(_ path: BytePath, untilCancelled: Bool = false) throws(LibraryError) -> OpenFile {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    return try relating { () throws(LibraryError) in
      try OpenFile.open(inner.name, in: tree.folder(inner.folders), untilCancelled: untilCancelled)
    }
  }

  /// Returns nil if there is no such file. Throws `.notRegular` for a folder, a symbolic link and the like.
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

  /// Returns true if this file is exactly the result of `splice` on `source`.
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
