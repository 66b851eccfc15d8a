import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Takes in what comes into folders, for as long as it runs. One at a time for a library.
package struct WatchedOrganizer: Sendable {
  private let workspace: Workspace
  private let request: OrganizeRequest
  private let lock: LibraryLock

  /// A file is taken once it was left alone for this long.
  private static let quiet = Duration.seconds(2)
  /// All is walked again after this time, whatever was heard: notices can be lost.
  private static let safetyInterval = Duration.seconds(600)
  /// Where not everything can be watched.
  private static let rescanInterval = Duration.seconds(30)

  /// Throws where another process watches for this library.
  package init(_ workspace: Workspace, request: OrganizeRequest) throws {
    self.workspace = workspace
    self.request = request
    do throws(LibraryError) {
      lock = try workspace.library.watchLock()
    } catch {
      if case .locked = error { throw AliceError.watched(workspace.root) }
      throw AliceError(error, library: workspace.root)
    }
  }

  /// Runs until it is cancelled. `told` gets the report of every run that did anything.
  package func run(told: @Sendable (OrganizeReport) -> Void) async throws {
    defer { withExtendedLifetime(lock) {} }
    // Watching begins before the first look, so that nothing falls between the two.
    let watcher: FolderWatcher
    do throws(LibraryError) {
      watcher = try FolderWatcher(
        request.sources, skipping: workspace.root, quiet: WatchedOrganizer.quiet,
        rescanInterval: WatchedOrganizer.rescanInterval,
        safetyInterval: WatchedOrganizer.safetyInterval)
    } catch {
      throw AliceError(error, library: workspace.root)
    }
    try await takeAll(isFirst: true, told)
    for await event in watcher {
      try Task.checkCancellation()
      switch event {
      case .rescan: try await takeAll(isFirst: false, told)
      case .changed(let paths): try await take(paths, told)
      }
    }
    try Task.checkCancellation()
  }

  private func takeAll(isFirst: Bool, _ told: @Sendable (OrganizeReport) -> Void) async throws {
    var request = request
    request.refiles = isFirst && request.refiles
    try tell(try await job(request).run(), told)
  }

  private func take(_ paths: [BytePath], _ told: @Sendable (OrganizeReport) -> Void) async throws {
    let sources = request.sources.map { $0.appending("x").real.parent ?? $0 }
    let found = paths.compactMap { path -> FoundFile? in
      let source = sources.first { path.relative(to: $0) != nil } ?? path.parent ?? path
      return FoundFile.at(path, below: source)
    }
    let unknown = try workspace.unknown(found.map(OfferedFile.init))
    guard !unknown.isEmpty else { return }
    try tell(try await job(request).run(unknown), told)
  }

  private func job(_ request: OrganizeRequest) -> Organizer {
    Organizer(workspace, root: workspace.root, request: request, now: workspace.clock.now())
  }

  private func tell(_ report: OrganizeReport, _ told: @Sendable (OrganizeReport) -> Void) throws {
    var report = report
    report.already = []
    // What is being written is told of again when that is over.
    report.refused.removeAll { $0.reason == .busy }
    if !(report.placed.isEmpty && report.moved.isEmpty && report.refused.isEmpty && report.kept.isEmpty) {
      told(report)
    }
    if let error = report.stopped { throw error }
  }
}
