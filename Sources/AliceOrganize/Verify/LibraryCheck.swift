import AliceCatalog
import AliceLibrary
public import AliceModel
package import AliceWorkspace

/// A library file that could not be repaired or written, and why.
public struct NotMended: Sendable {
  /// The path, relative to the library.
  public let path: BytePath
  public let error: any Error
}

/// The result of checking a library.
public struct CheckReport: Sendable {
  /// The number of files.
  public package(set) var files = 0
  public package(set) var findings: [Finding] = []
  /// The differences that remain after a repair.
  public package(set) var remaining: [Finding] = []
  /// The files that a repair could not write. The catalog keeps their metadata.
  public package(set) var failures: [NotMended] = []
  /// The number of files that were read as a whole, and of those that are left for the next run.
  public package(set) var verified = 0
  public package(set) var unverified = 0
  /// The path of the old catalog if it was damaged and rebuilt.
  public package(set) var aside: BytePath?
}

/// Checks whether disk and catalog agree, and reports the differences.
package struct LibraryCheck: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Reads the whole catalog, and those files that changed since they were recorded by size, mtime, ctime or inode of
  /// the file or its sidecar.
  ///
  /// `repair` updates the catalog from the disk without losing ratings or tags: what only the catalog has is first
  /// written into the file, then recorded. A damaged catalog is rebuilt; the workspace is unusable afterwards. A
  /// damaged file is left as it is.
  ///
  /// `verification` reads files as a whole, also if nothing seems to have changed about them. `records` makes the
  /// library remember the result; otherwise nothing is written unless it is repaired.
  package func run(
    repair: Bool, verification: Verification? = nil, records: Bool = true, progress: FileProgress? = nil
  ) throws -> CheckReport {
    if repair { _ = try workspace.layout() }
    guard try !workspace.catalog.problems().isEmpty else {
      return try compare(repair: repair, verification, records: records, progress)
    }
    guard repair else {
      return try CheckReport(findings: [.catalogDamaged] + workspace.lostRecords().map(Finding.lost) + leftovers())
    }
    // The catalog is closed before another file gets its name.
    try? workspace.catalog.close()
    let made = try Reindexer(library: workspace.root, clock: workspace.clock).run(renews: true, progress: progress)
    let renewed = try Wiring.open(workspace.root, events: workspace.events, clock: workspace.clock)
    var report = try LibraryCheck(renewed).compare(repair: true, verification, records: records, progress)
    report.findings.insert(.catalogDamaged, at: 0)
    report.failures.insert(contentsOf: made.failures, at: 0)
    report.aside = made.aside
    return report
  }

  private func compare(
    repair: Bool, _ verification: Verification?, records: Bool, _ progress: FileProgress?
  ) throws -> CheckReport {
    let leftovers = try leftovers()
    let lock = repair ? try workspace.library.lockForWriting() : nil
    defer { withExtendedLifetime(lock) {} }
    let unsettled = repair ? try Trash(workspace).recover() : []
    progress?.begin(verification == nil ? .checking : .verifying)
    let scan = try workspace.scan(progress)
    var comparison = try Comparison(scan: scan, workspace: workspace, verification: verification, records: records)
    try comparison.run(progress)
    var report = CheckReport(files: scan.files.count, findings: comparison.findings + leftovers)
    (report.verified, report.unverified) = (comparison.verifier?.verified ?? 0, comparison.verifier?.left ?? 0)
    guard repair else {
      if verification != nil, records { try recordDamages(comparison) }
      return report
    }
    report.failures = try unsettled + Repair(workspace: workspace, comparison: comparison).run()
    var proof = try Comparison(scan: workspace.scan(), workspace: workspace)
    try proof.run(progress)
    report.remaining = proof.findings.filter(\.isProblem)
    return report
  }

  /// Records which files are damaged, so that the next check and every search know it. In a library that cannot be
  /// written the result is only told.
  private func recordDamages(_ comparison: Comparison) throws {
    guard workspace.library.isWritable, workspace.catalog.obstacle == nil,
      !comparison.damages.isEmpty || !comparison.suspects.isEmpty
    else { return }
    let lock = try workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    // What another process has changed since it was compared counts.
    func isUnchanged(_ id: AssetID) throws -> Bool {
      try workspace.catalog.file(of: id).map { $0 == comparison.judged[id] } ?? true
    }
    let damages = try comparison.damages.filter { try isUnchanged($0.id) }
    try Repair(workspace: workspace, comparison: comparison).record(damages)
    try workspace.catalog.setStamps(comparison.suspects.filter { try isUnchanged($0.id) })
  }

  /// Returns the leftovers, before a repair takes the lock and thereby removes them.
  private func leftovers() throws -> [Finding] {
    do {
      return try workspace.library.temporaryLeftovers().map(Finding.leftover)
    } catch {
      throw AliceError(error, library: workspace.root)
    }
  }
}

extension Workspace {
  fileprivate func scan(_ progress: FileProgress? = nil) throws -> LibraryScan {
    var scan = try LibraryScan(of: library, progress: progress)
    scan.kept = keptFiles
    return scan
  }
}
