import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Which files a check reads as a whole, although their stamps are those of the catalog.
public enum Verification: Sendable, Hashable {
  /// All files. A run that was interrupted is continued by the next one.
  case all
  /// This share of the files, from 0 to 1: those that were verified the longest ago.
  case share(Double)
}

/// Chooses the files that a run verifies, and records them. In a library that cannot be written, and if nothing is to be
/// written, nothing is recorded, and no run is continued.
struct Verifier {
  private let root: BytePath
  private let store: VerifiedFiles?
  private let run: Int64
  private let isWhole: Bool
  /// The assets whose files are still to be read.
  private(set) var due: Set<AssetID>
  private var pending: [(id: AssetID, file: VerifiedFile?)] = []
  private(set) var verified = 0

  /// The number of files after which the results become durable.
  private static let batch = 512

  var left: Int { due.count }

  /// `ids` are the assets at whose recorded paths files were found, and `homes` are all assets of the catalog.
  init(
    _ verification: Verification, of ids: [AssetID], among homes: [AssetID: BytePath], _ bytes: VerifiedBytes,
    in workspace: Workspace, records: Bool
  ) throws {
    root = workspace.root
    isWhole = verification == .all
    let canRecord = records && workspace.library.isWritable && bytes.store?.obstacle == nil
    store = canRecord ? bytes.store : nil
    do {
      let run = try store?.begin(isWhole: verification == .all, at: workspace.clock.now()) ?? .max
      self.run = run
      let last = try bytes.store?.lastRuns() ?? [:]
      let known = Set(ids)
      // A file that has moved, or is in a folder that cannot be reached, is still that of its asset.
      try store?.forget(last.keys.filter { homes[$0] == nil })
      switch verification {
      case .all: due = run == .max ? known : known.filter { last[$0] ?? 0 < run }
      case .share(let share):
        let oldest = ids.sorted { (last[$0] ?? 0, $0) < (last[$1] ?? 0, $1) }
        due = Set(oldest.prefix(Int((Double(ids.count) * min(max(share, 0), 1)).rounded(.up))))
      }
    } catch {
      throw AliceError(error, library: workspace.root)
    }
  }

  func wants(_ id: AssetID) -> Bool { due.contains(id) }

  /// Records that the file of an asset was read. If it is damaged, `file` is nil, and its last state stays known.
  mutating func note(_ id: AssetID, _ file: VerifiedFile?) throws {
    guard due.remove(id) != nil else { return }
    verified += 1
    pending.append((id, file))
    if pending.count >= Verifier.batch { try save() }
  }

  /// Makes the results durable, also if the run is interrupted.
  mutating func save() throws {
    do {
      try store?.record(pending, run: run)
      pending = []
    } catch {
      throw AliceError(error, library: root)
    }
  }

  mutating func finish(at time: Timestamp) throws {
    try save()
    do {
      if isWhole { try store?.finish(run, at: time) }
    } catch {
      throw AliceError(error, library: root)
    }
  }
}
