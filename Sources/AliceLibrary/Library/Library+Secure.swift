package import AliceModel
import CAlice

extension Library {
  /// Makes existing library files durable, with their sidecars, because an interrupted run may have created names that
  /// a power cut can still remove. Returns the error of each file, or nil.
  package func secure(_ paths: [BytePath]) -> [LibraryError?] {
    do throws(LibraryError) {
      if paths.count >= StagingFolder.groupMinimum, try rootFolder.syncAll() { return paths.map { _ in nil } }
    } catch {
      return paths.map { _ in error }
    }
    var tree = FolderTree(root: rootFolder)
    let written = paths.map { path in
      Result { () throws(LibraryError) in
        let inner = try LibraryPath(path)
        try secure(inner, in: tree.folder(inner.folders))
        // Each parent folder may be new as well.
        for depth in 0...inner.folders.count { tree.touch(Array(inner.folders.prefix(depth))) }
        return inner
      }
    }
    let failures = tree.sync()
    return written.map { result in
      switch result {
      case .success(let path): failures[path.folders]
      case .failure(let error): error
      }
    }
  }

  private func secure(_ path: LibraryPath, in folder: Folder) throws(LibraryError) {
    var files = [try OpenFile.open(path.name, in: folder)] + RecipeSidecars.beside(path.name, in: folder).map(\.file)
    for name in Sidecar.names(for: path.name) {
      if let file = try Sidecar.present({ () throws(LibraryError) in try OpenFile.open(name, in: folder) }) {
        files.append(file)
      }
    }
    for file in files { try checked(alice_sync(file.descriptor), "fsync", file.path) }
  }
}
