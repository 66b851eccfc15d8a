import AliceCatalog
import AliceLibrary

/// Proves that disk and catalog agree, or tells where they do not.
package struct CheckJob: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  package struct Report: Sendable {
    package var files = 0
    package var findings: [Finding] = []
    /// What a repair could not mend.
    package var remaining: [Finding] = []
  }

  /// Reads only what changed since it was recorded (size, mtime, ctime, inode).
  ///
  /// `repair` brings the catalog in step with the disk. No rating and no tag is lost by it: what the catalog knows and the
  /// file does not is written into the file.
  package func run(repair: Bool) throws -> Report {
    let lock = repair ? try workspace.lock() : nil
    defer { withExtendedLifetime(lock) {} }
    let scan = LibraryScan(of: workspace.library)
    var comparison = try Comparison(scan: scan, workspace: workspace)
    try comparison.run()
    guard repair else { return Report(files: scan.files.count, findings: comparison.findings) }
    try Repair(workspace: workspace, comparison: comparison).run()
    _ = try? workspace.library.sweepTemporary()
    var proof = try Comparison(scan: LibraryScan(of: workspace.library), workspace: workspace)
    try proof.run()
    return Report(
      files: scan.files.count, findings: comparison.findings, remaining: proof.findings.filter(\.isProblem))
  }
}
