import AliceCatalog
import AliceLibrary
import AliceMedia

/// Something in which disk and catalog do not agree.
package enum Finding: Sendable, Hashable {
  /// A picture that the catalog does not know.
  case unknown(BytePath)
  /// The catalog has the asset under another path.
  case moved(AssetID, from: BytePath, to: BytePath)
  /// The catalog knows it, the disk does not have it.
  case missing(AssetID, BytePath)
  /// The file's metadata is not what the catalog has: another program wrote to it.
  case changed(AssetID, BytePath)
  /// What was missing lies where it was.
  case returned(AssetID, BytePath)
  /// A folder or a file that could not be looked at.
  case unreachable(BytePath)
  /// Another file shows the same.
  case duplicate(AssetID, BytePath, of: BytePath)
  /// A sidecar without its picture.
  case orphanSidecar(BytePath)
  /// Not a picture, a video or a sound.
  case stranger(BytePath)
  /// The journal or the settings.
  case lost(LostRecord)

  /// Strangers and duplicates are told, and are nobody's fault.
  package var isProblem: Bool {
    switch self {
    case .unknown, .moved, .missing, .changed, .returned, .unreachable, .orphanSidecar, .lost: true
    case .stranger, .duplicate: false
    }
  }

  package var kind: String {
    switch self {
    case .unknown: "unknown"
    case .moved: "moved"
    case .missing: "missing"
    case .changed: "changed"
    case .returned: "returned"
    case .unreachable: "unreachable"
    case .duplicate: "duplicate"
    case .orphanSidecar: "orphan-sidecar"
    case .stranger: "stranger"
    case .lost(let record): record.rawValue
    }
  }

  package var path: BytePath {
    switch self {
    case .unknown(let path), .missing(_, let path), .changed(_, let path), .returned(_, let path),
      .unreachable(let path), .duplicate(_, let path, _),
      .orphanSidecar(let path), .stranger(let path), .moved(_, _, let path):
      path
    case .lost(let record): record.path
    }
  }
}

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
  package func run(repair: Bool, progress: FileProgress? = nil) throws -> Report {
    if repair { _ = try workspace.layout() }
    let lock = repair ? try workspace.lock(untilCancelled: true) : nil
    defer { withExtendedLifetime(lock) {} }
    let scan = try LibraryScan(of: workspace.library)
    var comparison = try Comparison(scan: scan, workspace: workspace)
    try comparison.run(progress)
    guard repair else { return Report(files: scan.files.count, findings: comparison.findings) }
    try Repair(workspace: workspace, comparison: comparison).run()
    _ = try? workspace.library.sweepTemporary()
    var proof = try Comparison(scan: LibraryScan(of: workspace.library), workspace: workspace)
    try proof.run(progress)
    return Report(
      files: scan.files.count, findings: comparison.findings, remaining: proof.findings.filter(\.isProblem))
  }
}

/// Goes through the files and the rows, and notes where they differ.
struct Comparison {
  let scan: LibraryScan
  let workspace: Workspace
  private(set) var findings: [Finding] = []
  /// What lies on the disk and has to be recorded again.
  private(set) var entries: [CatalogEntry] = []
  let orphans: [AssetID: (path: BytePath, text: [UInt8])]
  private var rows: [BytePath: CatalogFile] = [:]
  private var homes: [AssetID: BytePath] = [:]
  private var present: [AssetID: BytePath] = [:]

  init(scan: LibraryScan, workspace: Workspace) throws {
    self.scan = scan
    self.workspace = workspace
    orphans = scan.orphans(in: workspace.library)
    var rows: [BytePath: CatalogFile] = [:]
    var homes: [AssetID: BytePath] = [:]
    try workspace.catalog.forEachFile { row in
      rows[row.path] = row
      homes[row.id] = row.path
    }
    self.rows = rows
    self.homes = homes
  }

  mutating func run(_ progress: FileProgress? = nil) throws {
    findings += try workspace.lostRecords().map(Finding.lost)
    progress?.begin(.checking, total: scan.files.count)
    // First the files that lie where the catalog has them, so that a copy elsewhere is seen as the copy.
    let (known, others) = scan.files.partitioned { rows[$0.relative] != nil }
    for file in known {
      try Task.checkCancellation()
      try compareKnown(file)
      progress?.advance()
    }
    for file in others {
      try compareUnknown(file)
      progress?.advance()
    }
    findings += scan.unreachable.map(Finding.unreachable)
    for (id, path) in homes.sorted(by: { $0.value < $1.value }) where present[id] == nil {
      // Known to be gone, or behind a door that is closed today.
      guard rows[path]?.missing == false,
        !scan.unreachable.contains(where: { path == $0 || path.relative(to: $0) != nil })
      else { continue }
      findings.append(.missing(id, path))
    }
    let adopted = Set(orphans.filter { present[$0.key] != nil }.map(\.value.path))
    for path in scan.orphanSidecars where !adopted.contains(path) { findings.append(.orphanSidecar(path)) }
  }

  /// Nil where there is none; throws where the task was cancelled before all of it was read.
  private func entry(at path: BytePath, orphan: [UInt8]? = nil) throws -> CatalogEntry? {
    var reader = workspace.reader
    reader.untilCancelled = true
    let entry = reader.asset(at: path, orphan: orphan)
    try Task.checkCancellation()
    return entry
  }

  private mutating func compareKnown(_ file: FoundFile) throws {
    guard let row = rows[file.relative] else { return }
    if row.stamp == FileStampRow(file.stamp), !row.missing {
      present[row.id] = file.relative
      return
    }
    guard let entry = try entry(at: file.relative) else {
      findings.append(.stranger(file.relative))
      return
    }
    if entry.asset.id == row.id {
      present[row.id] = file.relative
      let recorded = try? workspace.catalog.asset(row.id)
      entries.append(entry)
      if row.missing {
        findings.append(.returned(row.id, file.relative))
      } else if recorded?.record != entry.asset.record || recorded?.facts != entry.asset.facts {
        findings.append(.changed(row.id, file.relative))
      }
    } else {
      note(entry, at: file.relative)
    }
  }

  private mutating func compareUnknown(_ file: FoundFile) throws {
    guard var entry = try entry(at: file.relative) else {
      findings.append(.stranger(file.relative))
      return
    }
    if let orphan = orphans[entry.asset.id], let better = try self.entry(at: file.relative, orphan: orphan.text) {
      entry = better
    }
    note(entry, at: file.relative)
  }

  private mutating func note(_ entry: CatalogEntry, at path: BytePath) {
    let id = entry.asset.id
    if let other = present[id] {
      findings.append(.duplicate(id, path, of: other))
      return
    }
    present[id] = path
    entries.append(entry)
    if let home = homes[id] {
      findings.append(.moved(id, from: home, to: path))
    } else {
      findings.append(.unknown(path))
    }
  }
}

/// Brings catalog and sidecars in step with the disk.
struct Repair {
  let workspace: Workspace
  let comparison: Comparison

  /// One file that cannot be mended does not keep the others from it.
  func run() throws {
    // Read before anything is recorded: a file that takes another's path takes its row as well.
    var remembered: [AssetID: AssetRecord] = [:]
    for entry in comparison.entries { remembered[entry.asset.id] = try workspace.catalog.asset(entry.asset.id)?.record }
    try workspace.catalog.record(comparison.entries)
    for entry in comparison.entries { try? adopt(entry, remembered[entry.asset.id]) }
    let missing = comparison.findings.compactMap { finding -> AssetID? in
      if case .missing(let id, _) = finding { id } else { nil }
    }
    try workspace.catalog.setMissing(missing, true)
  }

  /// The file's word counts; what it does not say at all, and the catalog did, is written back into it.
  private func adopt(_ entry: CatalogEntry, _ remembered: AssetRecord?) throws {
    guard let remembered else { return try bringSidecarHome(entry.asset) }
    let joined = entry.asset.record.restoring(remembered)
    if joined != entry.asset.record || comparison.orphans[entry.asset.id] != nil {
      try workspace.rewriter.rewrite(entry.asset, as: joined)
    }
    try discardOrphan(of: entry.asset)
  }

  private func bringSidecarHome(_ asset: Asset) throws {
    guard comparison.orphans[asset.id] != nil else { return }
    try workspace.rewriter.rewrite(asset, as: asset.record)
    try discardOrphan(of: asset)
  }

  private func discardOrphan(of asset: Asset) throws {
    guard let orphan = comparison.orphans[asset.id] else { return }
    _ = try? workspace.library.trash(orphan.path)
  }
}

extension AssetRecord {
  /// `self`, read from a file, with what the catalog remembers where the file says nothing about it at all.
  ///
  /// A file that carries a record is believed, even where it has no rating: somebody took it away.
  func restoring(_ remembered: AssetRecord) -> AssetRecord {
    added == remembered.added ? self : remembered.merging(ofSource)
  }
}

extension Array {
  func partitioned(by belongsFirst: (Element) -> Bool) -> (first: [Element], second: [Element]) {
    (filter(belongsFirst), filter { !belongsFirst($0) })
  }
}
