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

  /// `skipping` is a folder that is skipped silently, whatever its path, such as the library that the files go to. Files
  /// that `excluding` matches are skipped as well, and folders that it matches are not entered. With
  /// `tellingPassedOver` the walk returns what it skips, but not what is in skipped folders.
  package init(
    _ sources: [BytePath], skipping skipped: BytePath? = nil, repeatsHardLinks: Bool = false,
    excluding excluded: [PathGlob] = [], withCompanions: Bool = false, tellingPassedOver tellsPassedOver: Bool = false
  ) {
    self.sources = sources
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
      withCompanions: withCompanions, tellingPassedOver: tellsPassedOver)
  }
}

/// One iteration of a `FileWalk`. It keeps one open folder for each level.
package struct FileWalker: IteratorProtocol {
  private struct Level {
    let folder: Folder
    /// The path relative to the source.
    let relative: BytePath
    var names: ArraySlice<BytePath>
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

  init(
    _ sources: [BytePath], skipping skipped: BytePath?, repeatsHardLinks: Bool, excluding excluded: [PathGlob],
    withCompanions: Bool, tellingPassedOver tellsPassedOver: Bool
  ) {
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
      guard let name = level.names.first else {
        levels.removeLast()
        continue
      }
      levels[levels.count - 1].names.removeFirst()
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
        let identity = try FileIdentity(folder.ownFacts().stamp)
        guard identity != skipped, seen.addFolder(identity) else { return nil }
        levels = [try level(folder, relative: "")]
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
    let names = try folder.names()
    let owner = withCompanions ? nil : CompanionFolder.owner(of: folder.path.lastComponent)
    let isThere = owner.map { owner in names.contains { CompanionFolder.isOwn($0, of: owner) } } ?? false
    return Level(folder: folder, relative: relative, names: names[...], owner: isThere ? owner : nil)
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
      case .folder: return try enter(name, in: folder, relative)
      case .symbolicLink: return problem(.symbolicLink, name, in: folder)
      case .special: return problem(.special, name, in: folder)
      }
    } catch {
      return problem(WalkProblem.Reason(error), name, in: folder)
    }
  }

  private mutating func file(
    _ name: BytePath, in folder: Folder, _ relative: BytePath, _ facts: EntryFacts
  ) -> WalkedEntry? {
    if ExcludedFolders.isPassedOver(file: name) { return passing(.system, name, in: folder) }
    let path = folder.path.appending(name)
    guard !seen.isNamed(path) else { return nil }
    guard seen.addLinked(facts) else { return passing(.otherName, name, in: folder) }
    return .file(FoundFile(path: path, relative: relative, stamp: facts.stamp))
  }

  private mutating func enter(
    _ name: BytePath, in folder: Folder, _ relative: BytePath
  ) throws(LibraryError) -> WalkedEntry? {
    if ExcludedFolders.isPassedOver(folder: name) { return passing(.system, name, in: folder, isFolder: true) }
    guard levels.count < FileWalker.depthLimit else { return problem(.tooDeep, name, in: folder) }
    let child = try level(folder.child(name), relative: relative)
    let identity = try FileIdentity(child.folder.ownFacts().stamp)
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
