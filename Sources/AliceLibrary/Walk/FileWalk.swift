package import AliceModel
import CAlice

/// All files below folders, depth first, in byte order of their names; one source after the other.
///
/// The walk skips hidden files, files of operating systems and companions of assets, and never follows symbolic links. A file with several
/// names is returned once, and so is a file below two sources. A source that is a file yields itself.
package struct FileWalk: Sequence, Sendable {
  private let sources: [BytePath]
  private let skipped: BytePath?
  private let repeatsHardLinks: Bool
  private let excluded: [PathGlob]
  private let withCompanions: Bool
  private let tellsPassedOver: Bool
  private let isInPathOrder: Bool

  /// `skipping` is a folder that is skipped silently, whatever its path, such as the library that the files go to. Files
  /// that `excluding` matches are skipped as well, and folders that it matches are not entered. With
  /// `tellingPassedOver` the walk returns what it skips, but not what is in skipped folders. With `inPathOrder`, the
  /// files of a source are in the byte order of their paths.
  package init(
    _ sources: [BytePath], skipping skipped: BytePath? = nil, repeatsHardLinks: Bool = false,
    excluding excluded: [PathGlob] = [], withCompanions: Bool = false, tellingPassedOver tellsPassedOver: Bool = false,
    inPathOrder isInPathOrder: Bool = false
  ) {
    self.sources = sources
    self.isInPathOrder = isInPathOrder
    self.withCompanions = withCompanions
    self.tellsPassedOver = tellsPassedOver
    self.skipped = skipped
    self.repeatsHardLinks = repeatsHardLinks
    self.excluded = excluded
  }

  package init(
    _ source: BytePath, skipping skipped: BytePath? = nil, repeatsHardLinks: Bool = false, withCompanions: Bool = false
  ) {
    self.init([source], skipping: skipped, repeatsHardLinks: repeatsHardLinks, withCompanions: withCompanions)
  }

  package func makeIterator() -> FileWalker {
    FileWalker(
      sources, skipping: skipped, repeatsHardLinks: repeatsHardLinks, excluding: excluded,
      withCompanions: withCompanions, tellingPassedOver: tellsPassedOver, inPathOrder: isInPathOrder)
  }
}

/// One iteration of a `FileWalk`. It keeps one open folder for each level.
package struct FileWalker: IteratorProtocol {
  private struct Level {
    let folder: Folder
    /// The stamp of the folder before its names were read.
    let stamp: FileStamp
    /// Whether names in the folder differ if only their case does; nil if that is not known.
    var isCaseSensitive: Bool?
    /// The path relative to the source.
    let relative: BytePath
    var names: NameList
    /// The folders whose turn has not come in the order of paths, the first one last.
    var deferred: [BytePath] = []
    /// The name of the asset that has the folder to itself, if it is there.
    var owner: BytePath?
  }

  private static let depthLimit = 64

  private let skipped: FileIdentity?
  private let excluded: [PathGlob]
  private var sources: ArraySlice<BytePath>
  private var levels: [Level] = []
  private var seen: VisitedInodes

  private let withCompanions: Bool
  private let tellsPassedOver: Bool
  private let isInPathOrder: Bool

  init(
    _ sources: [BytePath], skipping skipped: BytePath?, repeatsHardLinks: Bool, excluding excluded: [PathGlob],
    withCompanions: Bool, tellingPassedOver tellsPassedOver: Bool, inPathOrder isInPathOrder: Bool
  ) {
    self.isInPathOrder = isInPathOrder
    self.tellsPassedOver = tellsPassedOver
    self.excluded = excluded
    self.withCompanions = withCompanions
    self.sources = sources[...]
    self.skipped = skipped.flatMap { try? Folder(at: $0).ownFacts() }.map { FileIdentity($0.stamp) }
    seen = VisitedInodes(of: sources, repeatsHardLinks: repeatsHardLinks)
  }

  package mutating func next() -> WalkedEntry? {
    while true {
      guard let level = levels.last else {
        guard let source = sources.popFirst() else { return nil }
        if let entry = begin(source) { return entry }
        continue
      }
      if let name = dueFolder() {
        if let entry = visit(name, in: level.folder, level.relative.appending(name)) { return entry }
        continue
      }
      guard let name = levels[levels.count - 1].names.next() else {
        levels.removeLast()
        continue
      }
      if ExcludedFolders.isHidden(name) {
        if let entry = hidden(name, in: level.folder) { return entry }
        continue
      }
      if let entry = visit(name, in: level.folder, level.relative.appending(name)) { return entry }
    }
  }

  private mutating func begin(_ source: BytePath) -> WalkedEntry? {
    do throws(LibraryError) {
      let path = try source.resolved()
      let entry = try EntryFacts(at: path)
      switch entry.kind {
      case .folder:
        let folder = try Folder(at: path)
        let level = try self.level(folder, relative: "")
        let identity = FileIdentity(level.stamp)
        guard identity != skipped, seen.addFolder(identity) else { return nil }
        levels = [level]
        return nil
      case .regular:
        guard !isExcluded(path.lastComponent, isFolder: false), seen.addNamed(path, entry) else { return nil }
        return .file(FoundFile(path: path, relative: path.lastComponent, stamp: entry.stamp, isNamed: true))
      case .symbolicLink: return .problem(WalkProblem(path: path, reason: .symbolicLink))
      case .special: return .problem(WalkProblem(path: path, reason: .special))
      }
    } catch {
      return .problem(WalkProblem(path: source, reason: WalkProblem.Reason(error)))
    }
  }

  private func level(_ folder: Folder, relative: BytePath) throws(LibraryError) -> Level {
    let stamp = try folder.ownFacts().stamp
    let names = try folder.nameList()
    let owner = withCompanions ? nil : CompanionFolder.owner(of: folder.path.lastComponent)
    let isThere = owner.map { owner in names.contains { CompanionFolder.isOwn($0, of: owner) } } ?? false
    return Level(folder: folder, stamp: stamp, relative: relative, names: names, owner: isThere ? owner : nil)
  }

  private mutating func visit(_ name: BytePath, in folder: Folder, _ relative: BytePath) -> WalkedEntry? {
    do throws(LibraryError) {
      guard let facts = try folder.facts(of: name) else { return nil }
      let isFolder = facts.kind == .folder
      if isExcluded(relative, isFolder: isFolder) { return passing(.excluded, name, in: folder, isFolder: isFolder) }
      if facts.kind == .regular, let owner = levels.last?.owner, !CompanionFolder.isOwn(name, of: owner) {
        return passing(.companion, name, in: folder)
      }
      switch facts.kind {
      case .regular: return file(name, in: folder, relative, facts)
      case .folder:
        if isLater(name) {
          levels[levels.count - 1].deferred.append(name)
          return nil
        }
        return try enter(name, in: folder, relative)
      case .symbolicLink: return problem(.symbolicLink, name, in: folder)
      case .special: return problem(.special, name, in: folder)
      }
    } catch {
      return problem(WalkProblem.Reason(error), name, in: folder)
    }
  }

  /// Whether other entries come before what is in the folder of this name: `a-b` and `a.png` come before `a/b`.
  private func isLater(_ name: BytePath) -> Bool {
    guard isInPathOrder, let next = levels.last?.names.first else { return false }
    return FileWalker.comes(next, beforeFilesOf: name)
  }

  private static func comes(_ name: BytePath, beforeFilesOf folder: BytePath) -> Bool {
    name.bytes.lexicographicallyPrecedes(folder.bytes + [UInt8(ascii: "/")])
  }

  /// Takes the deferred folder whose files come before all other entries.
  private mutating func dueFolder() -> BytePath? {
    guard let level = levels.last, let folder = level.deferred.last else { return nil }
    if let next = level.names.first, FileWalker.comes(next, beforeFilesOf: folder) { return nil }
    return levels[levels.count - 1].deferred.removeLast()
  }

  private mutating func file(
    _ name: BytePath, in folder: Folder, _ relative: BytePath, _ facts: EntryFacts
  ) -> WalkedEntry? {
    if ExcludedFolders.isPassedOver(file: name) { return passing(.system, name, in: folder) }
    let path = folder.path.appending(name)
    guard !seen.isNamed(path) else { return nil }
    guard seen.addLinked(facts) else { return passing(.otherName, name, in: folder) }
    return .file(FoundFile(path: path, relative: relative, stamp: facts.stamp, aloneIn: folderIfAlone(name)))
  }

  /// Returns the folder if the file that was found last is alone in it.
  private mutating func folderIfAlone(_ name: BytePath) -> ListedFolder? {
    guard let level = levels.last, level.names.isAlone(name) else { return nil }
    let isCaseSensitive = level.isCaseSensitive ?? level.folder.isCaseSensitive(at: name)
    levels[levels.count - 1].isCaseSensitive = isCaseSensitive
    return isCaseSensitive ? ListedFolder(path: level.folder.path, stamp: level.stamp) : nil
  }

  private mutating func enter(
    _ name: BytePath, in folder: Folder, _ relative: BytePath
  ) throws(LibraryError) -> WalkedEntry? {
    if ExcludedFolders.isPassedOver(folder: name) { return passing(.system, name, in: folder, isFolder: true) }
    guard levels.count < FileWalker.depthLimit else { return problem(.tooDeep, name, in: folder) }
    let child = try level(folder.child(name), relative: relative)
    let identity = FileIdentity(child.stamp)
    if identity == skipped { return passing(.skipped, name, in: folder, isFolder: true) }
    if child.names.contains(Library.privateName),
      try child.folder.facts(of: Library.privateName)?.kind == .folder
    {
      return problem(.library, name, in: folder)
    }
    if seen.addFolder(identity) { levels.append(child) }
    return nil
  }

  private func isExcluded(_ relative: BytePath, isFolder: Bool) -> Bool {
    excluded.contains { $0.matches(relative, isFolder: isFolder) }
  }

  private func hidden(_ name: BytePath, in folder: Folder) -> WalkedEntry? {
    guard tellsPassedOver, let facts = try? folder.facts(of: name) else { return nil }
    return passing(.hidden, name, in: folder, isFolder: facts.kind == .folder)
  }

  /// Returns nil if the walk does not tell what it passes over.
  private func passing(
    _ reason: PassedOverEntry.Reason, _ name: BytePath, in folder: Folder, isFolder: Bool = false
  ) -> WalkedEntry? {
    guard tellsPassedOver else { return nil }
    return .passedOver(PassedOverEntry(path: folder.path.appending(name), reason: reason, isFolder: isFolder))
  }

  private func problem(_ reason: WalkProblem.Reason, _ name: BytePath, in folder: Folder) -> WalkedEntry {
    .problem(WalkProblem(path: folder.path.appending(name), reason: reason))
  }
}

extension Folder {
  /// Returns whether the entry of this name is not found by its letters in the other case.
  fileprivate func isCaseSensitive(at name: BytePath) -> Bool {
    let other = BytePath(
      bytes: name.bytes.map { byte in
        (0x41...0x5A).contains(byte) ? byte + 0x20 : (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
      })
    guard other != name else { return false }
    do { return try facts(of: other) == nil } catch { return false }
  }
}

extension WalkProblem.Reason {
  init(_ error: LibraryError) {
    switch error {
    case .missing: self = .missing
    case .outside, .notRegular: self = .symbolicLink
    case .system(_, _, let code): self = .unreadable(errno: code)
    default: self = .unreadable(errno: EIO)
    }
  }
}
