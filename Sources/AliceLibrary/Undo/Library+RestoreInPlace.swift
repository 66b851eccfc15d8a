package import AliceModel

extension Library {
  /// Restores the former bytes and modification time of a library file, as `replace` does.
  ///
  /// Throws `.changed` if the file is not the expected one. A file that already has the time and passes the proof
  /// counts as restored, so that an interrupted restoration can be repeated. Throws `.cancelled` if the task is
  /// cancelled; the file then stays as it was.
  package func restoreInPlace(
    _ path: BytePath, expecting: FileStamp?, splice: Splice, modifiedNanoseconds: Int64, proof: FileProof? = nil
  ) throws(LibraryError) -> Placed {
    let file = try openFile(path, untilCancelled: true)
    if let expecting, !file.stamp.isStill(expecting) {
      guard file.stamp.modifiedNanoseconds == modifiedNanoseconds, proof?(file) == true else { throw .changed(path) }
      return Placed(path: path, stamp: file.stamp)
    }
    let results = replace([
      Replacement(
        path: path, source: file, splice: splice, modifiedNanoseconds: modifiedNanoseconds, proof: proof)
    ])
    guard let result = results.first else { throw .missing(path) }
    return try result.get()
  }

  /// Returns true if a library file has the size of the result of `splice`, and every byte that the splice itself
  /// contains. So a written file can be recognised when its source is gone.
  package func mayHold(_ splice: Splice, at path: BytePath) throws(LibraryError) -> Bool {
    let file = try openFile(path, untilCancelled: true)
    guard file.byteCount == splice.byteCount else { return false }
    var at: UInt64 = 0
    for piece in splice.pieces {
      switch piece {
      case .bytes(let bytes):
        guard try file.read(at: at, count: bytes.count) == bytes else { return false }
        at += UInt64(bytes.count)
      case .source(let range): at += range.upperBound - range.lowerBound
      }
    }
    return true
  }

  /// Restores the former sidecar, or removes the current one if there was none, durably.
  package func restoreSidecar(
    for path: BytePath, to bytes: [UInt8]?, modifiedNanoseconds: Int64? = nil
  ) throws(LibraryError) {
    if let bytes {
      try writeSidecar(for: path, bytes, modifiedNanoseconds: modifiedNanoseconds)
      return
    }
    let inner = try LibraryPath(path)
    var tree = FolderTree(root: rootFolder)
    try relating { () throws(LibraryError) in
      let folder = try tree.folder(inner.folders)
      guard try folder.facts(of: inner.sidecarName) != nil else { return }
      try folder.removeFile(inner.sidecarName)
      try folder.sync()
    }
  }

  /// Returns the content of `NAME.EXT.xmp`, which is the sidecar that alice writes; nil if there is none.
  package func ownSidecar(for path: BytePath) throws(LibraryError) -> [UInt8]? {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    return try relating { () throws(LibraryError) in
      let folder = try tree.folder(inner.folders)
      let file = try Sidecar.present { () throws(LibraryError) in try OpenFile.open(inner.sidecarName, in: folder) }
      return try file?.readAll(limit: Sidecar.sizeLimit)
    }
  }
}
