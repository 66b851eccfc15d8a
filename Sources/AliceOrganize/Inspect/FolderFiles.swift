import AliceLibrary
import AliceWorkspace

/// The files below a folder that may be media files, without hidden files and sidecars.
package struct FolderFiles: Sequence, Sendable {
  private let folder: BytePath

  /// Creates the sequence; a file yields itself.
  package init(_ folder: BytePath) { self.folder = folder }

  package func makeIterator() -> AnyIterator<BytePath> {
    var walk = FileWalk(folder).makeIterator()
    return AnyIterator {
      while let entry = walk.next() {
        if case .file(let file) = entry, !FileSidecars.isSidecar(file.path) { return file.path }
      }
      return nil
    }
  }
}
