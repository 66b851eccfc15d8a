import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Compares the files of a library with the rows of its catalog, and records the differences.
struct Comparison {
  /// A file that must be recorded again.
  struct Change {
    let file: LibraryFile
    /// The path under which the catalog has the asset; nil if it does not know it.
    let home: BytePath?
    /// Whether the catalog has the asset under another path, or as missing.
    let hasMoved: Bool
  }

  /// A file whose content equals the catalog's and whose stamp differs.
  typealias Look = (id: AssetID, stamp: FileStamp?, sidecar: SidecarStamp)

  let scan: LibraryScan
  let workspace: Workspace
  var findings: [Finding] = []
  var changes: [Change] = []
  private(set) var looks: [Look] = []
  /// Files that were written to although their stamps are those of the catalog.
  private(set) var suspects: [Look] = []
  /// The assets of which only a damaged file was found.
  var damages: [DamagedFile] = []
  let orphans: [AssetID: (path: BytePath, text: [UInt8])]
  /// The paths of the assets that were found.
  private let present: ScratchTable
  /// Those among them that may have companions.
  private(set) var accompanied: [AssetID: BytePath] = [:]
  /// What the catalog said of the assets in `damages` and `suspects` when they were compared.
  private(set) var judged: [AssetID: CatalogFile] = [:]
  let bytes: VerifiedBytes
  /// Nil if only those files are read whose stamps differ from the catalog's.
  var verifier: Verifier?

  init(
    scan: LibraryScan, workspace: Workspace, verification: Verification? = nil, records: Bool = true
  ) throws {
    self.scan = scan
    self.workspace = workspace
    orphans = scan.orphans(in: workspace.library)
    present = try ScratchTable()
    bytes = try VerifiedBytes(of: workspace.library, writes: records && verification != nil)
    guard let verification else { return }
    var homes: [AssetID: BytePath] = [:]
    try workspace.catalog.forEachFile { homes[$0.id] = $0.path }
    let ids = try scan.files.compactMap { try workspace.catalog.file(at: $0.relative)?.id }
    verifier = try Verifier(verification, of: ids, among: homes, bytes, in: workspace, records: records)
  }

  mutating func run(_ progress: FileProgress? = nil) throws {
    findings += try workspace.lostRecords().map(Finding.lost)
    progress?.begin(verifier == nil ? .checking : .verifying, total: scan.files.count)
    let verified = verifier?.due ?? []
    do {
      try compareFiles(progress)
    } catch {
      try verifier?.save()
      throw error
    }
    try verifier?.finish(at: workspace.clock.now())
    try compareCompanions(verified: verified)
    findings += scan.unreachable.map(Finding.unreachable)
    try findMissing()
    // A repair that writes a file merges its orphaned sidecar, too; unchanged files are not written and leave theirs.
    let adopted = Set(changes.compactMap { orphans[$0.file.asset.id]?.path })
    for path in scan.orphanSidecars where !adopted.contains(path) { findings.append(.orphanSidecar(path)) }
  }

  private mutating func findMissing() throws {
    let unreachable = UnreachablePaths(scan.unreachable)
    var missing: [(id: AssetID, path: BytePath)] = []
    try workspace.catalog.forEachFile(inPathOrder: true) { row in
      // Rows that are known to be missing, or are in an unreachable folder, are skipped.
      guard !row.missing, !unreachable.cover(row.path), try present.path(of: row.id) == nil else { return }
      missing.append((row.id, row.path))
    }
    // Another process may have moved or deleted it during a long run.
    for (id, path) in missing where try workspace.catalog.file(of: id)?.path == path {
      findings.append(.missing(id, path))
    }
  }

  /// Returns the path at which the asset was found.
  func place(of id: AssetID) throws -> BytePath? { try present.path(of: id) }

  mutating func note(_ id: AssetID, isAt path: BytePath) throws {
    try present.set(id, to: path)
    if CompanionFolder.isAsset(path) { accompanied[id] = path }
  }

  /// Notes what the catalog says of an asset now.
  mutating func judge(_ id: AssetID) throws { judged[id] = try workspace.catalog.file(of: id) }

  private mutating func compareFiles(_ progress: FileProgress?) throws {
    // Files at their recorded path come first, so that a copy elsewhere counts as the duplicate.
    var others: LongList<ScannedFile> = []
    for file in scan.files {
      try Task.checkCancellation()
      guard let row = try workspace.catalog.file(at: file.relative) else {
        others.append(file)
        continue
      }
      try progress.holding(file.relative) { try compareKnown(file, row) }
      progress?.advance()
    }
    for file in others {
      try Task.checkCancellation()
      try progress.holding(file.relative) { try compareUnknown(file) }
      progress?.advance()
    }
  }

  private mutating func compareKnown(_ file: ScannedFile, _ row: CatalogFile) throws {
    let isSame =
      row.stamp == file.stamp && !row.missing && row.sidecar == SidecarStamp(scan.sidecar(of: file.relative))
    if isSame, verifier?.wants(row.id) != true { return try note(row.id, isAt: file.relative) }
    guard let found = try read(file, known: row) else { return }
    if try isDamaged(found, row) { return }
    guard found.asset.id == row.id else { return try note(found, at: file.relative, row) }
    try note(row.id, isAt: file.relative)
    try settle(found, row, isSame: isSame)
  }

  /// Compares a sound file with its row.
  private mutating func settle(_ found: LibraryFile, _ row: CatalogFile, isSame: Bool) throws {
    let recorded = try workspace.catalog.asset(row.id)
    let isMended = recorded?.record.damaged == true && !found.asset.record.damaged
    let now = found.entry(with: recorded?.record).asset
    let isEqual = recorded?.record == now.record && recorded?.facts == now.facts
    if isEqual, row.stamp == found.entry.stamp, !row.missing, found.entry.sidecar == .none {
      if !isSame { looks.append((row.id, found.entry.stamp, found.entry.sidecar)) }
      return
    }
    if isEqual, isSame { return }
    if isSame {
      suspects.append((row.id, row.stamp?.toReadAgain, row.sidecar))
      judged[row.id] = row
    }
    changes.append(Change(file: found, home: row.path, hasMoved: row.missing))
    if row.missing || isMended {
      findings.append(.returned(row.id, found.asset.path))
    } else if !isEqual {
      // If no sidecar is recorded and the file is unchanged, only a lost sidecar can explain the difference.
      let isUntouched = row.stamp == found.entry.stamp && found.entry.sidecar == .none && row.sidecar == .unknown
      let lacksSidecar = found.hasLostSidecar(since: row) || isUntouched
      findings.append(
        lacksSidecar ? .sidecarMissing(row.id, found.asset.path) : .changed(row.id, found.asset.path))
    }
  }

  private mutating func compareUnknown(_ file: ScannedFile) throws {
    guard var found = try read(file, known: nil) else { return }
    if let orphan = orphans[found.asset.id] {
      // Without the orphan's record a repair would write less, and put the orphan into the trash.
      guard let better = try read(file, known: nil, orphan: orphan.text) else { return }
      found = better
    }
    if try isDamaged(found, nil) { return }
    try note(found, at: file.relative, nil)
  }

  private var reader: LibraryReader {
    var reader = workspace.reader
    reader.untilCancelled = true
    return reader
  }

  /// Returns nil and records a finding if there is no asset. An unreadable file counts as present. Throws if the task
  /// was cancelled before the whole file was read.
  private mutating func read(
    _ file: ScannedFile, known row: CatalogFile?, orphan: [UInt8]? = nil
  ) throws -> LibraryFile? {
    let read = Result { try reader.read(file.relative, orphan: orphan) }
    try Task.checkCancellation()
    do {
      if let found = try read.get() { return found }
      try noteNoMedia(file, row)
    } catch {
      findings.append(.unreachable(file.relative))
      if let row { try note(row.id, isAt: file.relative) }
    }
    return nil
  }

  /// `row` is what the catalog has at the path.
  private mutating func note(_ found: LibraryFile, at path: BytePath, _ row: CatalogFile?) throws {
    let id = found.asset.id
    if let other = try place(of: id) {
      findings.append(.duplicate(id, path, of: other))
      return
    }
    try note(id, isAt: path)
    let home = try workspace.catalog.file(of: id)?.path
    changes.append(Change(file: found, home: home, hasMoved: home != nil))
    if let home {
      findings.append(.moved(Move(id, from: home, to: path)))
    } else if let row, found.kept?.id == row.id {
      try note(row.id, isAt: path)
      findings.append(.edited(row.id, path))
    } else {
      findings.append(.unknown(path))
    }
  }
}
