import AliceModel
import CAlice

extension StagingFolder {
  /// The number of files or folders from which one sync of the file system pays off, although it also waits for other
  /// programs' writes.
  static let groupMinimum = 16

  /// Makes all files durable in a group commit: the disk receives all files and is flushed once. Discards an asset
  /// whose files could not be made durable.
  ///
  /// It first waits for the data of each file, which reports the error of each; then `syncfs` makes all of it durable.
  /// A few files, and all files on file systems where `syncfs` is not reliable, get one `fsync` each.
  func sync(_ assets: [Result<StagedAsset, LibraryError>]) -> [Result<StagedAsset, LibraryError>] {
    let names = assets.flatMap { (try? $0.get().names) ?? [] }
    let isGroup = names.count >= StagingFolder.groupMinimum
    var lost: [BytePath: LibraryError] = isGroup ? failures(names, "write", alice_await_writing) : [:]
    do throws(LibraryError) {
      guard isGroup, try folder.syncAll() else {
        lost.merge(failures(names, "fsync", alice_sync)) { first, _ in first }
        return discarding(lost, assets)
      }
    } catch {
      for name in names { lost[name] = error }
    }
    return discarding(lost, assets)
  }

  /// Makes one file durable.
  func sync(_ name: BytePath) throws(LibraryError) {
    try checked(withDescriptor(of: name, alice_sync), "fsync", folder.path.appending(name))
  }

  private func failures(
    _ names: [BytePath], _ operation: String, _ body: (Int32) -> Int32
  ) -> [BytePath: LibraryError] {
    var failures: [BytePath: LibraryError] = [:]
    for name in names {
      failures[name] = failure { () throws(LibraryError) in
        try checked(withDescriptor(of: name, body), operation, folder.path.appending(name))
      }
    }
    return failures
  }

  private func discarding(
    _ lost: [BytePath: LibraryError], _ assets: [Result<StagedAsset, LibraryError>]
  ) -> [Result<StagedAsset, LibraryError>] {
    assets.map { asset in
      asset.flatMap { asset in
        guard let failure = asset.names.lazy.compactMap({ lost[$0] }).first else { return .success(asset) }
        discard(asset)
        return .failure(failure)
      }
    }
  }
}
