import AliceModel

/// A file that has its name and is not yet durable.
struct CommittedFile {
  let path: LibraryPath
  /// In its folder; what has to go again where the folder cannot be made durable.
  var newNames: [BytePath] = []
}

extension Library {
  /// The same failure for all of `batch` where nothing can be written at all.
  func withStaging<Item>(
    _ batch: [Item], _ body: (StagingFolder) -> [Result<Placed, LibraryError>]
  ) -> [Result<Placed, LibraryError>] {
    guard !batch.isEmpty else { return [] }
    do throws(LibraryError) {
      return try body(stagingFolder())
    } catch {
      return batch.map { _ in .failure(error) }
    }
  }

  /// Makes the folders durable; only then is anything placed. `undo` takes back what stands in a folder where that
  /// failed.
  func settle(
    _ revealed: [Result<CommittedFile, LibraryError>], _ tree: inout FolderTree,
    undo: (CommittedFile, Folder) -> Void
  ) -> [Result<Placed, LibraryError>] {
    let failures = tree.sync()
    return revealed.map { result in
      Result { () throws(LibraryError) in
        let asset = try result.get()
        let folder = try tree.folder(asset.path.folders)
        if let failure = failures[asset.path.folders] {
          undo(asset, folder)
          throw failure
        }
        guard let facts = try folder.facts(of: asset.path.name) else { throw .missing(asset.path.path) }
        return try Placed(
          path: asset.path.path, stamp: facts.stamp, sidecar: Sidecar.stamp(beside: asset.path.name, in: folder))
      }.mapError(relative)
    }
  }

  /// Makes failures name files of the library as callers do: by their path in it.
  func relating<Value>(_ body: () throws(LibraryError) -> Value) throws(LibraryError) -> Value {
    do throws(LibraryError) { return try body() } catch { throw relative(error) }
  }

  func relative(_ error: LibraryError) -> LibraryError {
    switch error {
    case .occupied(let path): .occupied(path.relative(to: root) ?? path)
    case .missing(let path): .missing(path.relative(to: root) ?? path)
    case .outside(let path): .outside(path.relative(to: root) ?? path)
    case .notRegular(let path): .notRegular(path.relative(to: root) ?? path)
    default: error
    }
  }
}
