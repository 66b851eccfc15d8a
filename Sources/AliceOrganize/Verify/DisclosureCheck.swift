import AliceLibrary
import AliceMedia
package import AliceModel
package import AliceWorkspace

/// Which files of a library say that AI made them, in the machine-readable form of IPTC or C2PA.
package struct DisclosureReport: Sendable {
  /// A file without the mark.
  package struct Lacking: Sendable, Hashable {
    package let id: AssetID
    /// The path, relative to the library.
    package let path: BytePath
    /// Whether its record says that AI made it; otherwise nothing is known of its origin.
    package let isGenerated: Bool
  }

  /// The number of files that were read.
  package internal(set) var files = 0
  package internal(set) var lacking: [Lacking] = []
  /// The files whose mark stands only in the sidecar beside them, with which it may be lost.
  package internal(set) var beside: [BytePath] = []
  /// The files that name another origin, such as a camera.
  package internal(set) var others: [BytePath] = []
  package internal(set) var failures: [NotMended] = []
}

package struct DisclosureCheck {
  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Reads the metadata of every file that the catalog knows. Nothing is written.
  package func run(progress: FileProgress? = nil) throws -> DisclosureReport {
    var report = DisclosureReport()
    let assets = try Searcher(workspace).run(.all, limit: nil).assets
    progress?.begin(.checking, total: assets.count)
    for asset in assets {
      try Task.checkCancellation()
      do {
        try check(asset, &report)
        report.files += 1
      } catch let error as LibraryError {
        report.failures.append(NotMended(path: asset.path, error: AliceError(error, library: workspace.root)))
      } catch let error as MediaError {
        report.failures.append(
          NotMended(path: asset.path, error: AliceError.notMedia(asset.path, reason: Refusal(error))))
      }
      progress?.advance()
    }
    return report
  }

  private func check(_ asset: Asset, _ report: inout DisclosureReport) throws {
    let file = try OpenFile.open(workspace.root.appending(asset.path), untilCancelled: true)
    let header = try MediaFile.header(file, offsetMinutes: 0, told: asset.told)
    if header.disclosure?.saysGenerated == true { return }
    let sidecar = try workspace.library.readSidecar(for: asset.path).map(XMPSidecar.read)
    if sidecar?.disclosure?.saysGenerated == true { return report.beside.append(asset.path) }
    let provenance = asset.record.provenance
    let isGenerated = provenance.generator != nil || provenance.provider != nil || !provenance.recipe.isEmpty
    let isNamed = (header.disclosure ?? sidecar?.disclosure) != nil
    if !isGenerated, isNamed || DisclosureCheck.isCaptured(header) { return report.others.append(asset.path) }
    report.lacking.append(.init(id: asset.id, path: asset.path, isGenerated: isGenerated))
  }

  /// Whether a camera wrote its name into the file.
  private static func isCaptured(_ header: MediaHeader) -> Bool {
    header.entries.contains { $0.container.hasPrefix("exif") && $0.key == "Make" && !$0.text.isEmpty }
  }
}
