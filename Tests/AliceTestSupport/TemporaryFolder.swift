package import AliceModel
import Foundation

/// Passes an empty folder to `body` and removes it with its content in any case.
package func withTemporaryFolder<Result>(
  _ body: (BytePath) async throws -> Result
) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "alice-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(BytePath(folder.path))
}
