import AliceCatalog
import AliceLibrary
import AliceWorkspace
import Foundation

/// The assets in the trash, as something that can be searched. The catalog does not have them, so they are read from
/// their files.
struct DeletedAssets {
  private let workspace: Workspace

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// Calls `body` with a catalog of the deleted assets, whose paths are those in the trash.
  func search<Result>(_ body: (Catalog) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let catalog = try Catalog(at: folder.appending(path: "catalog.sqlite").path)
    try catalog.record(
      Trash(workspace).list().compactMap { file in
        try Task.checkCancellation()
        return workspace.reader.asset(at: file.place)
      })
    let result = try body(catalog)
    try catalog.close()
    return result
  }
}
