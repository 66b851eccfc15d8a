import AliceLibrary
import AliceWorkspace

/// The files below a folder that may be pictures or films: neither hidden ones nor what stands beside a picture.
package struct FolderFiles: Sequence, Sendable {
  private let folder: BytePath

  /// A file yields itself.
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
