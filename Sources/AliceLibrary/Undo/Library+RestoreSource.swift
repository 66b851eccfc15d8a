package import AliceModel
import CAlice

/// A file outside of the library that is to be restored to its state before it was taken in.
package struct SourceRestoration: Sendable {
  /// The absolute path, outside of the library.
  package var path: BytePath
  /// The library file that holds its bytes, relative to the library.
  package var placed: BytePath
  /// The stamp that the library file must still have; nil if the proof is enough.
  package var expecting: FileStamp?
  /// Makes the former file from the library file.
  package var splice: Splice
  package var mode: UInt32
  /// The modification time since 1970.
  package var modifiedNanoseconds: Int64
  /// Checks the file before it gets its name.
  package var proof: FileProof?

  package init(
    path: BytePath, placed: BytePath, expecting: FileStamp?, splice: Splice, mode: UInt32, modifiedNanoseconds: Int64,
    proof: FileProof? = nil
  ) {
    self.path = path
    self.placed = placed
    self.expecting = expecting
    self.splice = splice
    self.mode = mode
    self.modifiedNanoseconds = modifiedNanoseconds
    self.proof = proof
  }
}

extension Library {
  /// Writes a source again at its former path, with missing folders, and returns its stamp. It is durable when this
  /// returns.
  ///
  /// Throws `.occupied` if another file is there; that file stays. The same file there counts as restored, so that an
  /// interrupted restoration can be repeated. Throws `.changed` if the library file is not the expected one,
  /// `.unverified` if the proof fails, `.outside` if the path is in the library, and `.cancelled` if the task is
  /// cancelled.
  package func restoreSource(_ item: SourceRestoration) throws(LibraryError) -> FileStamp {
    let placed = try placedFile(item)
    let folder = try Folder.makeAll(outerParent(of: item.path))
    let name = item.path.lastComponent
    if try folder.facts(of: name) != nil {
      let file = try standing(name, in: folder, item, placed)
      try folder.sync()
      return file.stamp
    }
    let file = try PendingFile(for: name, in: folder)
    try file.fill(
      item.splice, of: placed, mode: item.mode, modifiedNanoseconds: item.modifiedNanoseconds, proof: item.proof)
    try file.reveal()
    guard let facts = try folder.facts(of: name) else { throw .missing(item.path) }
    return facts.stamp
  }

  /// Throws the errors that `restoreSource` would throw, as far as they can be found without writing.
  package func checkRestoration(_ item: SourceRestoration) throws(LibraryError) {
    let placed = try placedFile(item)
    let parent = try outerParent(of: item.path)
    do throws(LibraryError) {
      let folder = try Folder(at: parent)
      let name = item.path.lastComponent
      if try folder.facts(of: name) != nil { _ = try standing(name, in: folder, item, placed) }
    } catch {
      // The restoration creates the folder.
      guard case .missing = error else { throw error }
    }
  }

  private func placedFile(_ item: SourceRestoration) throws(LibraryError) -> OpenFile {
    let placed = try openFile(item.placed, untilCancelled: true)
    if let expected = item.expecting, !placed.stamp.isStill(expected) { throw .changed(item.placed) }
    return placed
  }

  private func outerParent(of path: BytePath) throws(LibraryError) -> BytePath {
    let parts = path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
    guard path.isAbsolute, let parent = path.parent, !path.bytes.contains(0),
      parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual([0x2e]) && !$0.elementsEqual([0x2e, 0x2e]) })
    else { throw .outside(path) }
    guard try liesOutside(parent) else { throw .outside(path) }
    return parent
  }

  /// Returns true for a folder, existing or not, that is not in the library after symbolic links are resolved.
  package func liesOutside(_ folder: BytePath) throws(LibraryError) -> Bool {
    var present = folder
    while true {
      do throws(LibraryError) {
        return try isOutside(present.resolved())
      } catch {
        guard case .missing = error, let above = present.parent, above != present else { throw error }
        present = above
      }
    }
  }

  /// Opens the file at the path; throws `.occupied` if it is not the restored file.
  private func standing(
    _ name: BytePath, in folder: Folder, _ item: SourceRestoration, _ placed: OpenFile
  ) throws(LibraryError) -> OpenFile {
    guard let file = try? OpenFile.open(name, in: folder), file.mode == item.mode & 0o7777,
      file.stamp.modifiedNanoseconds == item.modifiedNanoseconds, try file.holds(item.splice, of: placed),
      item.proof?(file) != false
    else { throw .occupied(item.path) }
    return file
  }
}
