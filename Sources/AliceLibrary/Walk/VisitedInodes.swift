import AliceModel

/// The files and folders that one walk has visited. A single source without hard links stores nothing.
struct VisitedInodes {
  private let repeatsHardLinks: Bool
  private let hasManySources: Bool
  /// The sources that are files: they are returned as sources, not as part of a folder.
  private let namedPaths: Set<BytePath>
  private var namedYielded: Set<BytePath> = []
  private var files: Set<FileIdentity> = []
  private var folders: Set<FileIdentity> = []

  init(of sources: [BytePath], repeatsHardLinks: Bool) {
    self.repeatsHardLinks = repeatsHardLinks
    hasManySources = sources.count > 1
    guard hasManySources else {
      namedPaths = []
      return
    }
    namedPaths = Set(
      sources.compactMap { source in
        guard let path = try? source.resolved(), (try? EntryFacts(at: path))?.kind == .regular else { return nil }
        return path
      })
  }

  /// Returns false if the folder was entered already.
  mutating func addFolder(_ identity: FileIdentity) -> Bool {
    !hasManySources || folders.insert(identity).inserted
  }

  /// Records a source that is a file; returns false if it was returned already.
  mutating func addNamed(_ path: BytePath, _ facts: EntryFacts) -> Bool {
    namedYielded.insert(path).inserted && addLinked(facts)
  }

  /// Whether the file is one of the sources, and returned as such.
  func isNamed(_ path: BytePath) -> Bool { !namedPaths.isEmpty && namedPaths.contains(path) }

  /// Records a file; returns false if it was returned already under another name.
  mutating func addLinked(_ facts: EntryFacts) -> Bool {
    facts.links < 2 || repeatsHardLinks || files.insert(FileIdentity(facts.stamp)).inserted
  }
}
