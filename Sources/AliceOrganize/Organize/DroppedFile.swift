import AliceLibrary
package import AliceWorkspace

/// A file that arrives piece by piece and is organized when it is complete. It is removed with its last reference.
package final class DroppedFile: Sendable {
  /// The disk is full.
  package struct NoRoom: Error {
    package let sentence: String
  }

  private let workspace: Workspace
  private let file: ReceivedFile

  package init(name: String, in workspace: Workspace) throws {
    self.workspace = workspace
    file = try DroppedFile.translating(workspace) { () throws(LibraryError) in
      try workspace.library.receivedFile(BytePath(name))
    }
  }

  package func append(_ bytes: [UInt8]) throws {
    try DroppedFile.translating(workspace) { () throws(LibraryError) in try file.append(bytes) }
  }

  /// Organizes the file as any other one.
  package func organize() async throws -> OrganizeReport {
    file.close()
    var request = OrganizeRequest(sources: [file.path], quality: try workspace.settings.quality)
    request.takesStaged = true
    var report = try await Organizer(
      workspace, root: workspace.root, request: request, now: workspace.clock.now()
    ).run()
    // The user chose this file, so that it is told if it is no media.
    report.refused += report.skipped.filter { $0.reason != .deleted }
    report.skipped.removeAll { $0.reason != .deleted }
    return report
  }

  private static func translating<Result>(
    _ workspace: Workspace, _ body: () throws(LibraryError) -> Result
  ) throws -> Result {
    do throws(LibraryError) {
      return try body()
    } catch {
      if error.isOfFullDisk { throw NoRoom(sentence: "\(error)") }
      throw AliceError(error, library: workspace.root)
    }
  }
}
