import AliceLibrary
import AliceWorkspace
import Foundation

/// Tries what alice needs of a disk, in a folder of its own that is removed in the end.
package struct DiskCheckup: Sendable {
  /// Something that a disk does or does not do.
  package struct Finding: Sendable {
    package let name: String
    package let isKept: Bool
    package let detail: String?
  }

  /// What came of one file that was taken into a library on the disk.
  package struct RoundTrip: Sendable {
    /// The extension of the file's name.
    package let format: String
    /// The failure; nil if rating, tag and content came back from the disk.
    package let problem: String?
  }

  private let folder: BytePath

  /// Creates the folder inside of `place`. Throws if nothing can be written there.
  package init(in place: BytePath) throws {
    folder = place.absolute.appending(".alice-doctor-\(UUID().uuidString.prefix(8).lowercased())")
    try FileManager.default.createDirectory(
      atPath: folder.description, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  /// Removes the folder with everything in it.
  package func remove() { try? FileManager.default.removeItem(atPath: folder.description) }

  /// Returns what the file system promises.
  package func promises() throws -> [Finding] {
    let scratch = folder.appending("Probe")
    try FileManager.default.createDirectory(atPath: scratch.description, withIntermediateDirectories: false)
    return try Wiring.mapping(scratch) { () throws(LibraryError) in
      try DiskProbe(scratch).findings()
    }.map { Finding(name: $0.promise.rawValue, isKept: $0.isKept, detail: $0.detail) }
  }

  /// Takes a file of each format into a new library, rates and tags it, and reads both from the file.
  package func roundTrips(_ files: [(format: String, bytes: [UInt8])]) async throws -> [RoundTrip] {
    let inbox = folder.appending("Inbox")
    try FileManager.default.createDirectory(atPath: inbox.description, withIntermediateDirectories: false)
    let workspace = try Workspace.create(folder.appending("Library"))
    var trips: [RoundTrip] = []
    for file in files {
      try Task.checkCancellation()
      do {
        let source = inbox.appending("file." + file.format)
        try Data(file.bytes).write(to: URL(filePath: source.description))
        trips.append(RoundTrip(format: file.format, problem: try await problem(of: source, in: workspace)))
      } catch let error as CancellationError {
        throw error
      } catch {
        trips.append(RoundTrip(format: file.format, problem: "\(error)"))
      }
    }
    return trips
  }

  private func problem(of source: BytePath, in workspace: Workspace) async throws -> String? {
    let request = OrganizeRequest(sources: [source])
    let report = try await Organizer(workspace, root: workspace.root, request: request, now: workspace.clock.now())
      .run()
    guard let placed = report.placed.first else { return report.refused.first?.reason.rawValue ?? "not taken in" }
    let asset = try workspace.asset(named: workspace.root.appending(placed.path))
    let change = Annotator.Change(rating: .some(Rating(4)), addedTags: ["doctor"])
    guard let changed = try Annotator(workspace).apply(change, to: [asset]).first else { return "not rated" }
    let file = workspace.root.appending(changed.path)
    let read = try AssetInspector.show(file: file, now: workspace.clock.now()).asset
    guard read.id == asset.id else { return "its content is another one" }
    guard read.record.rating == Rating(4), read.record.tags == ["doctor"] else { return "its rating is lost" }
    return nil
  }
}
