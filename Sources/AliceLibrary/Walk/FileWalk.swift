package import AliceModel
import CAlice

/// All files below a folder, depth first, in the order of their names' bytes.
///
/// Hidden files and what systems leave in folders are passed over, symbolic links are never followed, a file with
/// several names comes once. A source that is a file yields itself.
package struct FileWalk: Sequence, Sendable {
  private let source: BytePath
  private let repeatsHardLinks: Bool

  package init(_ source: BytePath, repeatsHardLinks: Bool = false) {
    self.source = source
    self.repeatsHardLinks = repeatsHardLinks
  }

  package func makeIterator() -> FileWalker { FileWalker(source, repeatsHardLinks: repeatsHardLinks) }
}

/// One run of a `FileWalk`. Holds one open folder for each level it is in.
package struct FileWalker: IteratorProtocol {
  private struct Level {
    let folder: Folder
    /// To the source.
    let relative: BytePath
    var names: ArraySlice<BytePath>
  }

  private static let depthLimit = 64

  private let repeatsHardLinks: Bool
  private var levels: [Level] = []
  private var first: WalkedEntry?
  private var seen: Set<FileIdentity> = []

  init(_ source: BytePath, repeatsHardLinks: Bool) {
    self.repeatsHardLinks = repeatsHardLinks
    do throws(LibraryError) {
      try begin(source.resolved())
    } catch {
      first = .problem(WalkProblem(path: source, reason: WalkProblem.Reason(error)))
    }
  }

  package mutating func next() -> WalkedEntry? {
    if let first {
      self.first = nil
      return first
    }
    while let level = levels.last {
      guard let name = level.names.first else {
        levels.removeLast()
        continue
      }
      levels[levels.count - 1].names.removeFirst()
      if name.bytes.first == UInt8(ascii: ".") { continue }
      if let entry = visit(name, in: level.folder, level.relative.appending(name)) { return entry }
    }
    return nil
  }

  private mutating func begin(_ source: BytePath) throws(LibraryError) {
    var facts = alice_facts()
    try checked(source.withCPath { alice_facts_of_entry(alice_here(), $0, &facts) }, "stat", source)
    let entry = EntryFacts(facts)
    switch entry.kind {
    case .folder: levels = [try level(Folder(at: source), relative: "")]
    case .regular:
      first = .file(FoundFile(path: source, relative: source.lastComponent, stamp: entry.stamp))
    case .symbolicLink: first = .problem(WalkProblem(path: source, reason: .symbolicLink))
    case .special: first = .problem(WalkProblem(path: source, reason: .special))
    }
  }

  private func level(_ folder: Folder, relative: BytePath) throws(LibraryError) -> Level {
    try Level(folder: folder, relative: relative, names: folder.names()[...])
  }

  private mutating func visit(_ name: BytePath, in folder: Folder, _ relative: BytePath) -> WalkedEntry? {
    do throws(LibraryError) {
      guard let facts = try folder.facts(of: name) else { return nil }
      switch facts.kind {
      case .regular: return file(name, in: folder, relative, facts.stamp)
      case .folder: return try enter(name, in: folder, relative)
      case .symbolicLink: return problem(.symbolicLink, name, in: folder)
      case .special: return problem(.special, name, in: folder)
      }
    } catch {
      return problem(WalkProblem.Reason(error), name, in: folder)
    }
  }

  private mutating func file(
    _ name: BytePath, in folder: Folder, _ relative: BytePath, _ stamp: FileStamp
  ) -> WalkedEntry? {
    if PassedOver.files.contains(name.lowercasedASCII) { return nil }
    if stamp.links > 1, !repeatsHardLinks, !seen.insert(FileIdentity(stamp)).inserted { return nil }
    return .file(FoundFile(path: folder.path.appending(name), relative: relative, stamp: stamp))
  }

  private mutating func enter(
    _ name: BytePath, in folder: Folder, _ relative: BytePath
  ) throws(LibraryError) -> WalkedEntry? {
    if PassedOver.folders.contains(name.lowercasedASCII) { return nil }
    guard levels.count < FileWalker.depthLimit else { return problem(.tooDeep, name, in: folder) }
    let child = try level(folder.child(name), relative: relative)
    if child.names.contains(Library.privateName),
      try child.folder.facts(of: Library.privateName)?.kind == .folder
    {
      return problem(.library, name, in: folder)
    }
    levels.append(child)
    return nil
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
