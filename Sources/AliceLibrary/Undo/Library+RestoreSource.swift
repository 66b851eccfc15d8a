package import AliceModel
import CAlice

/// A file outside of the library that is to be there again, as it was before the library took it in.
package struct SourceRestoration: Sendable {
  /// Absolute, outside of the library.
  package var path: BytePath
  /// The file of the library that holds its bytes, relative to the library.
  package var placed: BytePath
  /// What the library's file must still be; nil where the proof is enough.
  package var expecting: FileStamp?
  /// Makes the old file of the library's.
  package var splice: Splice
  package var mode: UInt32
  /// Since 1970.
  package var modifiedNanoseconds: Int64
  /// Looks at the file before it gets its name.
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
  /// Writes a source anew where it was, with folders that are missing, and returns its stamp. Durable when it returns.
  ///
  /// `.occupied` where something else stands there: it stays. The very same file there is taken for this one, so that
  /// what was interrupted can be done again. `.changed` where the library's file is not the expected one,
  /// `.unverified` where the proof fails, `.outside` where the path lies in the library, `.cancelled` where the task is.
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

  /// Throws what `restoreSource` would, as far as that can be told without writing anything.
  package func checkRestoration(_ item: SourceRestoration) throws(LibraryError) {
    let placed = try placedFile(item)
    let parent = try outerParent(of: item.path)
    do throws(LibraryError) {
      let folder = try Folder(at: parent)
      let name = item.path.lastComponent
      if try folder.facts(of: name) != nil { _ = try standing(name, in: folder, item, placed) }
    } catch {
      // The folder is made anew then.
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

  /// True for a folder, made or not made yet, that is not in the library, whatever symbolic links lead to it.
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

  /// `.occupied` where it is not the very file that is to be there.
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
