import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Ingests files that arrive in folders, for as long as it runs. Only one process watches for a library.
package struct WatchedOrganizer: Sendable {
  private let workspace: Workspace
  private let request: OrganizeRequest
  private let lock: LibraryLock

  /// The time for which a file must be unchanged before it is ingested.
  private static let quiet = Duration.seconds(2)
  /// The interval after which all folders are walked again in any case, as notifications can be lost.
  private static let safetyInterval = Duration.seconds(600)
  /// The interval of walks if not everything can be watched.
  private static let rescanInterval = Duration.seconds(30)

  /// Throws if another process watches for this library.
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

  /// Runs until it is cancelled. `told` receives the report of every run that changed anything.
  package func run(told: @Sendable (OrganizeReport) -> Void) async throws {
    defer { withExtendedLifetime(lock) {} }
    // Watching begins before the first walk, so that no file is missed in between.
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
    try tell(try await organizer(request).run(), told)
  }

  private func take(_ paths: [BytePath], _ told: @Sendable (OrganizeReport) -> Void) async throws {
    let sources = request.sources.map { $0.appending("x").real.parent ?? $0 }
    let excluded = request.exclude.compactMap(PathGlob.init)
    let found = paths.compactMap { path -> FoundFile? in
      let source = sources.first { path.relative(to: $0) != nil } ?? path.parent ?? path
      return FoundFile.at(path, below: source).flatMap { $0.isExcluded(by: excluded) ? nil : $0 }
    }
    let unknown = try workspace.unknown(found.map(OfferedFile.init))
    guard !unknown.isEmpty else { return }
    try tell(try await organizer(request).run(unknown), told)
  }

  private func organizer(_ request: OrganizeRequest) -> Organizer {
    Organizer(workspace, root: workspace.root, request: request, now: workspace.clock.now())
  }

  private func tell(_ report: OrganizeReport, _ told: @Sendable (OrganizeReport) -> Void) throws {
    var report = report
    (report.already, report.skipped) = ([], [])
    // A file that is being written is reported again when that ends.
    report.refused.removeAll { $0.reason == .busy }
    if !(report.placed.isEmpty && report.moved.isEmpty && report.refused.isEmpty && report.kept.isEmpty) {
      told(report)
    }
    if let error = report.stopped { throw error }
  }
}
