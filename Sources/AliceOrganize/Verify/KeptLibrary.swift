import AliceLibrary
package import AliceWorkspace

/// A folder of the user's that becomes a library without a change of its files.
package struct KeptLibrary: Sendable {
  let root: BytePath

  /// Throws if the folder is a library that files its assets itself, or is in another library.
  package init(_ root: BytePath) throws {
    self.root = root.absolute
    if LostLibrary.isInLibrary(self.root) {
      throw AliceError.badLayout("\(self.root.description) is in a library; its files would belong to both")
    }
  }

  /// Returns the number of files below the folder. Writes nothing.
  package func count() throws -> Int {
    var count = 0
    for case .file in FileWalk(root) {
      try Task.checkCancellation()
      count += 1
    }
    return count
  }

  /// Creates the library unless it exists, and indexes its files. If that is interrupted, it can be repeated.
  package func make(progress: FileProgress? = nil) throws -> ReindexReport {
    try Wiring.beginKeeping(root)
    return try Reindexer(library: root).run(progress: progress)
  }
}
