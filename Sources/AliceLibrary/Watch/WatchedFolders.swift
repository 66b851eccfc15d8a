import AliceModel
import CAlice

/// The watched folders: the roots and all subfolders that a walk would enter.
struct WatchedFolders: Sendable {
  private struct Place: Sendable {
    let path: BytePath
    /// The depth below a root, which has depth 0.
    let depth: Int
  }

  private let events: FolderEvents?
  private let roots: [BytePath]
  private let skipped: FileIdentity?
  private var places: [Int32: Place] = [:]
  /// False if some changes cannot be observed.
  private(set) var isComplete = true

  private static let depthLimit = 64

  /// `roots` are absolute paths without symbolic links.
  init(_ roots: [BytePath], skipping skipped: FileIdentity?) {
    self.roots = roots
    self.skipped = skipped
    events = FolderEvents()
    addAll()
  }

  /// Watches all folders that are not watched yet, for example after events were lost.
  mutating func addAll() {
    isComplete = events != nil
    for root in roots { _ = add(Place(path: root, depth: 0)) }
  }

  /// Returns the files that changed since the last call, and whether events were lost.
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
      // A new file is reported when it is closed; a link causes no further event.
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

  /// Returns the files in the folders, because they may be older than the watch.
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
        // The system's limit is reached, so further folders would fail as well.
        if WatchedFolders.isShortage(error) { break }
      }
    }
    return files
  }

  private static func isShortage(_ error: LibraryError) -> Bool {
    [ENOSPC, ENOMEM, EMFILE, ENFILE, ENAMETOOLONG].contains(error.errno)
  }

  /// Opens a folder; nil if it must not be entered.
  private func open(_ place: Place) throws(LibraryError) -> Folder? {
    guard place.depth < WatchedFolders.depthLimit else { return nil }
    guard place.depth > 0, let parent = place.path.parent else { return try Folder(at: place.path) }
    let folder = try Folder(at: parent).child(place.path.lastComponent)
    return try folder.facts(of: Library.privateName)?.kind == .folder ? nil : folder
  }

  /// Watches a folder and returns its entries; nil if it must not be entered.
  private mutating func watch(_ place: Place) throws(LibraryError) -> [(path: BytePath, kind: EntryFacts.Kind)]? {
    guard let events, let folder = try open(place), try FileIdentity(folder.ownFacts().stamp) != skipped else {
      return nil
    }
    // The watch starts before the listing, so that no file is missed between them.
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
