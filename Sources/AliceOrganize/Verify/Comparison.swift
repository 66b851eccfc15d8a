import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Goes through the files and the rows, and notes where they differ.
struct Comparison {
  /// A file that has to be recorded again.
  struct Change {
    let file: LibraryFile
    /// The catalog has the asset under another path, or as missing.
    let hasMoved: Bool
  }

  /// Files that say what the catalog has, and look otherwise than they did.
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
    // First the files that lie where the catalog has them, so that a copy elsewhere is seen as the copy.
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
      // Known to be gone, or behind a door that is closed today.
      guard rows[path]?.missing == false,
        !scan.unreachable.contains(where: { path == $0 || path.relative(to: $0) != nil })
      else { continue }
      findings.append(.missing(id, path))
    }
    // What a repair writes to takes its sidecar along. What is as it was recorded is not written to, and does without.
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
      // Where nobody knows of a sidecar, and the file is what it was, nothing else can have changed.
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

  /// Nil where there is no asset, which is then told. What cannot be read lies there nevertheless. Throws where the task was
  /// cancelled before all of it was read.
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
