import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Compares the files of a library with the rows of its catalog, and records the differences.
struct Comparison {
  /// A file that must be recorded again.
  struct Change {
    let file: LibraryFile
    /// Whether the catalog has the asset under another path, or as missing.
    let hasMoved: Bool
  }

  /// A file whose content equals the catalog's and whose stamp differs.
  typealias Look = (id: AssetID, stamp: FileStamp?, sidecar: SidecarStamp)

  let scan: LibraryScan
  let workspace: Workspace
  private(set) var findings: [Finding] = []
  private(set) var changes: [Change] = []
  private(set) var looks: [Look] = []
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
    // Files at their recorded path come first, so that a copy elsewhere counts as the duplicate.
    let (known, others) = scan.files.partitioned { rows[$0.relative] != nil }
    for file in known {
      try Task.checkCancellation()
      try compareKnown(file)
      progress?.advance()
    }
    for file in others {
      try Task.checkCancellation()
      try compareUnknown(file)
      progress?.advance()
    }
    findings += scan.unreachable.map(Finding.unreachable)
    for (id, path) in homes.sorted(by: { $0.value < $1.value }) where present[id] == nil {
      // Rows that are known to be missing, or are in an unreachable folder, are skipped.
      guard rows[path]?.missing == false,
        !scan.unreachable.contains(where: { path == $0 || path.relative(to: $0) != nil })
      else { continue }
      findings.append(.missing(id, path))
    }
    // A repair that writes a file merges its orphaned sidecar, too; unchanged files are not written and leave theirs.
    let adopted = Set(changes.compactMap { orphans[$0.file.asset.id]?.path })
    for path in scan.orphanSidecars where !adopted.contains(path) { findings.append(.orphanSidecar(path)) }
  }

  private mutating func compareKnown(_ file: FoundFile) throws {
    guard let row = rows[file.relative] else { return }
    let isSame = row.stamp == file.stamp
    if isSame, !row.missing, row.sidecar == SidecarStamp(scan.sidecar(of: file.relative)) {
      present[row.id] = file.relative
      return
    }
    guard let found = try read(file, known: row.id) else { return }
    guard found.asset.id == row.id else { return note(found, at: file.relative) }
    present[row.id] = file.relative
    let recorded = try workspace.catalog.asset(row.id)
    let isEqual = recorded?.record == found.asset.record && recorded?.facts == found.asset.facts
    if isEqual, isSame, !row.missing, found.entry.sidecar == .none {
      looks.append((row.id, found.entry.stamp, found.entry.sidecar))
      return
    }
    changes.append(Change(file: found, hasMoved: row.missing))
    if row.missing {
      findings.append(.returned(row.id, file.relative))
    } else if !isEqual {
      // If no sidecar is recorded and the file is unchanged, only a lost sidecar can explain the difference.
      let lacksSidecar = found.hasLostSidecar(since: row) || isSame && found.entry.sidecar == .none
      findings.append(lacksSidecar ? .sidecarMissing(row.id, file.relative) : .changed(row.id, file.relative))
    }
  }

  private mutating func compareUnknown(_ file: FoundFile) throws {
    guard var found = try read(file, known: nil) else { return }
    if let orphan = orphans[found.asset.id], let better = try? reader.read(file.relative, orphan: orphan.text) {
      found = better
    }
    try Task.checkCancellation()
    note(found, at: file.relative)
  }

  private var reader: LibraryReader {
    var reader = workspace.reader
    reader.untilCancelled = true
    return reader
  }

  /// Returns nil and records a finding if there is no asset. An unreadable file counts as present. Throws if the task
  /// was cancelled before the whole file was read.
  private mutating func read(_ file: FoundFile, known id: AssetID?) throws -> LibraryFile? {
    let read = Result { try reader.read(file.relative) }
    try Task.checkCancellation()
    do {
      if let found = try read.get() { return found }
      findings.append(.stranger(file.relative))
    } catch {
      findings.append(.unreachable(file.relative))
      if let id { present[id] = file.relative }
    }
    return nil
  }

  private mutating func note(_ found: LibraryFile, at path: BytePath) {
    let id = found.asset.id
    if let other = present[id] {
      findings.append(.duplicate(id, path, of: other))
      return
    }
    present[id] = path
    changes.append(Change(file: found, hasMoved: homes[id] != nil))
    if let home = homes[id] {
      findings.append(.moved(Move(id, from: home, to: path)))
    } else {
      findings.append(.unknown(path))
    }
  }
}

extension Array {
  func partitioned(by belongsFirst: (Element) -> Bool) -> (first: [Element], second: [Element]) {
    (filter(belongsFirst), filter { !belongsFirst($0) })
  }
}
