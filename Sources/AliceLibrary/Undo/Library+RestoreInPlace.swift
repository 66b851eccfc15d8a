package import AliceModel

extension Library {
  /// Puts the former bytes of a library's file back, with its former modification time, as `replace` does.
  ///
  /// `.changed` where the file is not the expected one. One that has the time and the proof already is taken for this
  /// one, so that what was interrupted can be done again. `.cancelled` where the task is: the file stays as it was.
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

  /// True where a file of the library has the size of what `splice` makes, and each byte that the splice itself tells: what was
  /// made is known again when its source is gone.
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

  /// Puts the former sidecar back, or removes the one that is there where there was none. Durable.
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

  /// What stands in `NAME.EXT.xmp`, which is the sidecar that alice writes; nil where there is none.
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
