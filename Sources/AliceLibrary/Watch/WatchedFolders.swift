import AliceModel
import CAlice

/// The folders that are watched: those that were named and all below them that a walk would enter.
struct WatchedFolders: Sendable {
  private struct Place: Sendable {
    let path: BytePath
    /// 0 for a folder that was named.
    let depth: Int
  }

  private let events: FolderEvents?
  private let roots: [BytePath]
  private let skipped: FileIdentity?
  private var places: [Int32: Place] = [:]
  /// False where something can change unseen.
  private(set) var isComplete = true

  private static let depthLimit = 64

  /// `roots` are absolute, without symbolic links.
  init(_ roots: [BytePath], skipping skipped: FileIdentity?) {
    self.roots = roots
    self.skipped = skipped
    events = FolderEvents()
    addAll()
  }

  /// Watches what is not watched yet, as after events were lost.
  mutating func addAll() {
    isComplete = events != nil
    for root in roots { _ = add(Place(path: root, depth: 0)) }
  }

  /// What happened since the last call: files that changed, and whether more changed than could be seen.
  mutating func read() -> (files: [BytePath], lostSome: Bool) {
    var files: [BytePath] = []
    var lostSome = false
    for event in events?.read() ?? [] {
      if event.kind == .overflow {
        lostSome = true
      } else if let place = places[event.folder] {
        files += handle(event, in: place)
      }
    }
    if lostSome { addAll() }
    return (files, lostSome)
  }

  private mutating func handle(_ event: FolderEvent, in place: Place) -> [BytePath] {
    let path = place.path.appending(event.name)
    switch event.kind {
    case .fileChanged: return ExcludedFolders.isPassedOver(file: event.name) ? [] : [path]
    case .fileMade:
      // What is made to be written tells when it is closed; a link tells nothing more.
      guard !ExcludedFolders.isPassedOver(file: event.name), let facts = try? EntryFacts(at: path),
        facts.kind == .regular,
        facts.links > 1
      else { return [] }
      return [path]
    case .folderCame:
      guard !ExcludedFolders.isPassedOver(folder: event.name) else { return [] }
      return add(Place(path: path, depth: place.depth + 1))
    case .folderWent: forget(path)
    case .moved where place.depth == 0, .ended where place.depth == 0:
      forget(place.path)
      isComplete = false
    case .ended: places[event.folder] = nil
    case .moved, .nothing, .overflow: break
    }
    return []
  }

  private mutating func forget(_ path: BytePath) {
    for (id, place) in places where place.path == path || place.path.relative(to: path) != nil {
      places[id] = nil
      events?.remove(id)
    }
  }

  /// Returns the files that are there: they may have come before the folder was watched.
  private mutating func add(_ top: Place) -> [BytePath] {
    var files: [BytePath] = []
    var rest = [top]
    while let place = rest.popLast() {
      do throws(LibraryError) {
        guard let names = try watch(place) else { continue }
        for (path, kind) in names {
          if kind == .folder { rest.append(Place(path: path, depth: place.depth + 1)) } else { files.append(path) }
        }
      } catch {
        guard place.depth == 0 || WatchedFolders.isShortage(error) else { continue }
        isComplete = false
        // Nothing else will fit either.
        if WatchedFolders.isShortage(error) { break }
      }
    }
    return files
  }

  private static func isShortage(_ error: LibraryError) -> Bool {
    [ENOSPC, ENOMEM, EMFILE, ENFILE, ENAMETOOLONG].contains(error.errno)
  }

  /// Nil where it is not to be entered.
  private func open(_ place: Place) throws(LibraryError) -> Folder? {
    guard place.depth < WatchedFolders.depthLimit else { return nil }
    guard place.depth > 0, let parent = place.path.parent else { return try Folder(at: place.path) }
    let folder = try Folder(at: parent).child(place.path.lastComponent)
    return try folder.facts(of: Library.privateName)?.kind == .folder ? nil : folder
  }

  /// Returns what is in the folder; nil where it is not to be entered.
  private mutating func watch(_ place: Place) throws(LibraryError) -> [(path: BytePath, kind: EntryFacts.Kind)]? {
    guard let events, let folder = try open(place), try FileIdentity(folder.ownFacts().stamp) != skipped else {
      return nil
    }
    // Watched before it is listed, so that nothing comes in between.
    places[try events.add(place.path)] = place
    var found: [(path: BytePath, kind: EntryFacts.Kind)] = []
    for name in try folder.names() {
      guard let kind = try folder.facts(of: name)?.kind else { continue }
      switch kind {
      case .folder where !ExcludedFolders.isPassedOver(folder: name): found.append((place.path.appending(name), kind))
      case .regular where !ExcludedFolders.isPassedOver(file: name): found.append((place.path.appending(name), kind))
      default: break
      }
    }
    return found
  }
}
