import AliceCatalog
import AliceLibrary

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

  mutating func run() throws {
    // First the files that lie where the catalog has them, so that a copy elsewhere is seen as the copy.
    let (known, others) = scan.files.partitioned { rows[$0.relative] != nil }
    for file in known { compareKnown(file) }
    for file in others { compareUnknown(file) }
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

  private mutating func compareKnown(_ file: FoundFile) {
    guard let row = rows[file.relative] else { return }
    if row.stamp == FileStampRow(file.stamp), !row.missing {
      present[row.id] = file.relative
      return
    }
    guard let entry = workspace.reader.asset(at: file.relative) else {
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

  private mutating func compareUnknown(_ file: FoundFile) {
    guard var entry = workspace.reader.asset(at: file.relative) else {
      findings.append(.stranger(file.relative))
      return
    }
    if let orphan = orphans[entry.asset.id],
      let better = workspace.reader.asset(at: file.relative, orphan: orphan.text)
    {
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

extension Array {
  func partitioned(by belongsFirst: (Element) -> Bool) -> (first: [Element], second: [Element]) {
    (filter(belongsFirst), filter { !belongsFirst($0) })
  }
}
