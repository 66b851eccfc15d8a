package import AliceModel
import CAlice

extension Library {
  /// Makes files durable that stand in the library already, with what stands beside them: a run that was cut off may have given
  /// names which a power cut takes away again. For each the reason why that failed, nil where it did not.
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
        // Each folder above may be as new.
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
