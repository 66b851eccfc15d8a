import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Undoes one step after another, and keeps the catalog in step with the files.
final class UndoExecutor {
  let workspace: Workspace
  var report: Undoer.Report
  let log: OperationLog
  /// How files that an undo put back look since: to the system they are new ones.
  var replaced: [FileStamp: FileStamp]
  var gone: [AssetID] = []
  /// Files that sources of other operations, or sources that could not be brought back, are made of.
  var needed: Set<BytePath>
  /// The operation did not come to its end.
  private let wasCutOff: Bool
  /// An undo of the operation has begun before: some of it may be undone already.
  let isRepeated: Bool
  /// What the operation itself brought into the library, by its path.
  private let placed: [BytePath: AssetID]
  /// Where the operation took files from, by where it moved them to.
  private let origins: [BytePath: BytePath]
  let former: FormerContents
  var touched: Set<BytePath> = []
  /// What lies elsewhere again, and says what it said.
  private var movedBack: [AssetID: Placed] = [:]

  /// After so many files the catalog is brought in step: with all of them in the end, whoever stops it would wait too long.
  private static let mostPending = 128

  /// `replaced` is what earlier undos put back.
  init(
    workspace: Workspace, steps: [OperationStep], replaced: [FileStamp: FileStamp], needed: Set<BytePath>,
    wasCutOff: Bool,
    isRepeated: Bool, log: OperationLog, report: Undoer.Report
  ) {
    self.needed = needed
    self.wasCutOff = wasCutOff
    self.isRepeated = isRepeated
    self.workspace = workspace
    self.replaced = replaced
    self.log = log
    let placed = steps.compactMap { if case .placed(let step) = $0 { (step.path, step.id) } else { nil } }
    self.placed = Dictionary(placed) { $1 }
    origins = Dictionary(steps.compactMap { if case .moved(let move) = $0 { (move.to, move.from) } else { nil } }) {
      $1
    }
    former = FormerContents(steps, in: workspace)
    self.report = report
  }

  /// Does nothing once the task is cancelled.
  func undo(_ step: OperationStep) throws {
    guard !report.isStopped, !Task.isCancelled else {
      report.isStopped = true
      return
    }
    if touched.count + gone.count >= UndoExecutor.mostPending { try finish() }
    switch step {
    case .intended(let step): if wasCutOff, placed[step.path] == nil { undo(step) }
    case .placed(let step): undo(step)
    case .removed(let step): bringBack(step)
    case .rewrote(let step): undo(step)
    case .moved(let move): undoMove(move.id, from: move.from, to: move.to)
    case .settings(let before, let after):
      attempt("settings.json") {
        if try workspace.settings == after { try workspace.change(settings: before) }
      }
    case .replaced: break
    }
  }

  /// Brings the catalog in step with what was undone so far, also in a task that is cancelled.
  func finish() throws {
    // An asset whose file went may have another one, which is recorded already.
    let known = try workspace.catalog.assets(gone)
    let present = workspace.library.arePresent(gone.map { known[$0]?.path ?? "" })
    try workspace.catalog.remove(zip(gone, present).compactMap { id, isThere in isThere ? nil : id })
    let moved = try movedBack.compactMap { id, placed in
      try workspace.catalog.memory(of: id).map { CatalogEntry(moved: $0, to: placed) }
    }
    try workspace.catalog.record(moved)
    try workspace.catalog.record(touched.compactMap { workspace.reader.asset(at: $0) })
    (gone, touched, movedBack) = ([], [], [:])
  }

  /// Nil where there is none, or where the task is cancelled.
  func asset(at path: BytePath) -> Asset? {
    var reader = workspace.reader
    reader.untilCancelled = true
    let asset = reader.asset(at: path)?.asset
    return Task.isCancelled ? nil : asset
  }

  private func undoMove(_ id: AssetID, from: BytePath, to: BytePath) {
    guard stamp(of: to) != nil else {
      guard isFurtherBack(to) else { return refuse(to, "it is not where it was moved") }
      // An undo that was cut off may have left the catalog behind.
      return stamp(of: from) == nil ? forget(id, at: to) : follow(id, to: from)
    }
    guard asset(at: to)?.id == id else {
      return refuse(to, "another file stands there now")
    }
    attempt(to) {
      let placed = try workspace.library.move(from: to, to: from)
      if touched.remove(to) != nil { touched.insert(from) } else { movedBack[id] = placed }
      report.undone.append(from)
    }
  }

  private func follow(_ id: AssetID, to path: BytePath) {
    if asset(at: path)?.id == id { touched.insert(path) }
  }

  /// True where undoing the operation's earlier steps took the file away from here.
  func isFurtherBack(_ path: BytePath) -> Bool {
    var (path, seen) = (path, Set<BytePath>())
    while placed[path] == nil {
      guard let origin = origins[path], seen.insert(path).inserted else { return false }
      if stamp(of: origin) != nil { return true }
      path = origin
    }
    return true
  }

  /// Writes down that an undo put a file back, unless that is known.
  func note(_ was: FileStamp, isNow stamp: FileStamp) throws {
    if isStill(was, stamp) { return }
    replaced[was] = stamp.withoutChange
    try log.append([.replaced(was: was, now: stamp.withoutChange)])
  }

  /// True where the file looks as it did when it was left, or as an undo since made it look.
  func isStill(_ left: FileStamp, _ stamp: FileStamp?) -> Bool {
    guard let stamp else { return false }
    var left = left
    for _ in 0..<1_000 {
      if stamp.isStill(left) { return true }
      guard let next = replaced[left], next != left else { return false }
      left = next
    }
    return false
  }

  func stamp(of path: BytePath) -> FileStamp? { (try? workspace.library.stamp(of: path)) ?? nil }

  func isThere(_ source: BytePath) -> Bool { (try? OpenFile.open(source)) != nil }

  /// A source that an undo put back is a new file of the old size and time.
  func isThere(_ source: BytePath, _ left: FileStamp) -> Bool {
    isThere(source, size: left.size, modified: left.modifiedNanoseconds)
  }

  func isThere(_ source: BytePath, size: UInt64, modified: Int64) -> Bool {
    guard let stamp = (try? OpenFile.open(source))?.stamp else { return false }
    return stamp.size == size && stamp.modifiedNanoseconds == modified
  }

  func refuse(_ path: BytePath, _ reason: String, unless isFine: Bool = false) {
    if isFine { return }
    if Task.isCancelled {
      // What could not be read for that reason alone says nothing of the file.
      report.isStopped = true
    } else {
      report.refused.append(.init(path: path, reason: reason))
    }
  }

  func attempt(_ path: BytePath, _ body: () throws -> Void) {
    do { try body() } catch { refuse(path, reason(error)) }
  }

  func reason(_ error: any Error) -> String {
    switch error {
    case LibraryError.changed, LibraryError.missing: "it was changed since"
    case LibraryError.occupied: "another file stands there now"
    case AliceError.settingsLost: "how the library is laid out is lost"
    default: "\(error)"
    }
  }
}
