import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// The present state of the files, or the state after the actions that a dry run assumes.
///
/// Nothing is written.
struct UndoOutlook {
  let workspace: Workspace
  /// The present paths of library files, by the path that they would have.
  private var homes: [BytePath: BytePath] = [:]
  private var gone: Set<BytePath> = []
  /// The stamps of files that would be restored.
  private var stamps: [BytePath: FileStamp] = [:]
  /// The files whose content would differ from the present one.
  private var rewritten: Set<BytePath> = []
  /// The content of sidecars that would be restored.
  private var sidecars: [BytePath: [UInt8]] = [:]
  /// The sources that would be restored.
  private var sources: [BytePath: FileStamp] = [:]
  private var changedSettings: LibrarySettings?

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// Returns the present path of the file that would be at `path`, or nil if there would be none.
  private func home(of path: BytePath) -> BytePath? { gone.contains(path) ? nil : homes[path] ?? path }

  /// Returns nil if there is no regular file.
  func stamp(of path: BytePath) -> FileStamp? {
    stamps[path] ?? home(of: path).flatMap { (try? workspace.library.stamp(of: $0)) ?? nil }
  }

  func sidecarStamp(of path: BytePath) -> FileStamp? { stamp(of: path.adding(suffix: ".xmp")) }

  /// Returns nil if there is no asset, or the task is cancelled.
  func asset(at path: BytePath) -> Asset? {
    let asset = home(of: path).flatMap { reader.asset(at: $0)?.asset }
    return Task.isCancelled ? nil : asset
  }

  /// Returns whether the file at `path` is the asset `id` and may be the result of `content`.
  func mayHold(_ content: Splice, at path: BytePath, of id: AssetID) throws -> Bool {
    guard !rewritten.contains(path), let home = home(of: path), try workspace.library.mayHold(content, at: home) else {
      return false
    }
    // Bytes that the splice copies without containing them are mainly the image.
    return try reader.read(home)?.asset.id == id
  }

  func sidecar(of path: BytePath) throws -> [UInt8]? {
    if let bytes = sidecars[path.adding(suffix: ".xmp")] { return bytes }
    guard home(of: path.adding(suffix: ".xmp")) != nil else { return nil }
    return try home(of: path).flatMap { try workspace.library.ownSidecar(for: $0) }
  }

  /// Returns whether alice wrote the sidecar for the asset.
  func isSidecar(of id: AssetID, beside path: BytePath) -> Bool {
    guard let text = try? sidecar(of: path) else { return false }
    return XMPSidecar.read(text).recordID == id
  }

  func recipeSidecars(of path: BytePath) -> [RecipeSidecar] {
    home(of: path).flatMap { try? workspace.library.recipeSidecars(for: $0) } ?? []
  }

  /// Returns whether the file and its sidecars can be moved without replacing another file.
  func canMove(_ path: BytePath, to target: BytePath) -> Bool {
    stamp(of: target) == nil && sidecars(of: path, movedTo: target).allSatisfy { stamp(of: $0.to) == nil }
  }

  /// Returns the sidecars and recipe sidecars that move with the file at `path`.
  private func sidecars(of path: BytePath, movedTo target: BytePath) -> [(from: BytePath, to: BytePath)] {
    let own = (from: path.adding(suffix: ".xmp"), to: target.adding(suffix: ".xmp"))
    let names = home(of: path).flatMap { home in
      (try? workspace.library.recipeSidecarNames(travellingWith: home))?.map { name in
        (from: path.recipeSidecar(as: name, of: home), to: target.recipeSidecar(as: name, of: home))
      }
    }
    return (stamp(of: own.from) == nil ? [] : [own]) + (names ?? []).filter { $0.from != $0.to }
  }

  var settings: LibrarySettings { get throws { try changedSettings ?? workspace.settings } }

  private var reader: LibraryReader {
    var reader = workspace.reader
    reader.untilCancelled = true
    return reader
  }
}

/// The state of files outside of the library.
extension UndoOutlook {
  func isThere(_ source: BytePath) -> Bool { present(source) != nil }

  /// Returns whether the source exists with this size and time; a restored source is a new file with the old ones.
  func isThere(_ source: BytePath, size: UInt64, modified: Int64) -> Bool {
    present(source).map { $0.size == size && $0.modifiedNanoseconds == modified } ?? false
  }

  private func present(_ source: BytePath) -> FileStamp? {
    sources[source] ?? (try? OpenFile.open(source))?.stamp
  }

  /// Throws the error that prevents a source from being restored at its place.
  func check(_ removed: RemovedSource) throws {
    for item in removed.restorations(expecting: nil) where sources[item.path] == nil {
      if rewritten.contains(removed.path) {
        // An existing file can be compared only once the library's file has its former content.
        guard !isThere(item.path) || isThere(item.path, size: item.splice.byteCount, modified: item.modifiedNanoseconds)
        else { throw LibraryError.occupied(item.path) }
      } else if let home = home(of: removed.path) {
        var item = item
        item.placed = home
        try workspace.library.checkRestoration(item)
      }
    }
  }
}

/// The assumptions of a dry run.
extension UndoOutlook {
  mutating func assume(_ action: UndoAction) {
    switch action {
    case .takeAway(let path, _, _):
      // Recipe sidecars go with the file, but XMP that another program wrote under its stem stays.
      for sidecar in sidecars(of: path, movedTo: ".alice") where RecipeSidecars.isRecipeSidecarName(sidecar.from) {
        lose(sidecar.from)
      }
      lose(path)
      lose(path.adding(suffix: ".xmp"))
    case .bringBack(let removed, _, _):
      for item in removed.restorations(expecting: nil) {
        sources[item.path] = FileStamp(
          device: 0, inode: 0, size: item.splice.byteCount, modifiedNanoseconds: item.modifiedNanoseconds)
      }
    case .putBack(let step, _, let file, let sidecar):
      if step.content != nil, file != .earlier { stamps[step.path] = step.before }
      if step.content != nil, file == .left { rewritten.insert(step.path) }
      if let change = step.sidecar { assume(change, sidecar, beside: step.path) }
    case .moveBack(let move), .restore(let move):
      for sidecar in sidecars(of: move.to, movedTo: move.from) { carry(sidecar.from, to: sidecar.to) }
      carry(move.to, to: move.from)
    case .set(let settings): changedSettings = settings
    case .clear(let path, let sidecar): if sidecar != nil { lose(path.adding(suffix: ".xmp")) }
    case .forget, .record, .leaveAlone: break
    }
  }

  private mutating func assume(_ change: RewrittenSidecar, _ depth: UndoDepth, beside path: BytePath) {
    let path = path.adding(suffix: ".xmp")
    switch depth {
    case .left:
      guard let before = change.before else { return lose(path) }
      sidecars[path] = before
      stamps[path] =
        change.beforeFile ?? FileStamp(device: 0, inode: 0, size: UInt64(before.count), modifiedNanoseconds: 0)
    case .former: if let before = change.beforeFile { stamps[path] = before }
    case .earlier: break
    }
  }

  private mutating func lose(_ path: BytePath) {
    gone.insert(path)
    homes[path] = nil
    stamps[path] = nil
    sidecars[path] = nil
    rewritten.remove(path)
  }

  private mutating func carry(_ path: BytePath, to target: BytePath) {
    let (home, stamp, sidecar, isRewritten) = (home(of: path), stamps[path], sidecars[path], rewritten.contains(path))
    lose(path)
    lose(target)
    guard let home else { return }
    gone.remove(target)
    homes[target] = home
    stamps[target] = stamp
    sidecars[target] = sidecar
    if isRewritten { rewritten.insert(target) }
  }
}

extension RemovedSource {
  /// Returns the source and its sidecars, to be restored from a file of the library with the stamp `expecting`.
  func restorations(expecting stamp: FileStamp?) -> [SourceRestoration] {
    let file = SourceRestoration(
      path: source, placed: path, expecting: stamp, splice: content, mode: mode, modifiedNanoseconds: modified)
    return [file]
      + sidecars.map { sidecar in
        var content = Splice()
        content.append(sidecar.bytes)
        return SourceRestoration(
          path: sidecar.source, placed: path, expecting: stamp, splice: content, mode: sidecar.mode,
          modifiedNanoseconds: sidecar.modified)
      }
  }
}
