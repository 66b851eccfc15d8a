import AliceModel

/// The folders of one batch: they are opened or created on first use, and made durable together at the end.
struct FolderTree {
  private let root: Folder
  private var open: [[BytePath]: Folder] = [:]
  private var touched: Set<[BytePath]> = []

  /// Descriptors are limited; folders above the limit are closed and opened again when needed.
  private static let openLimit = 64

  init(root: Folder) { self.root = root }

  /// Throws `.missing` if the folder does not exist and `making` is false, and `.outside` if a symbolic link is in the
  /// path.
  mutating func folder(_ parts: [BytePath], making: Bool = false) throws(LibraryError) -> Folder {
    if parts.isEmpty { return root }
    if let folder = open[parts] { return folder }
    let parent = try folder(Array(parts.dropLast()), making: making)
    let name = parts[parts.count - 1]
    if making, try parent.makeFolder(name, mode: 0o755) { touch(Array(parts.dropLast())) }
    let folder = try parent.child(name)
    if open.count >= FolderTree.openLimit { open.removeAll() }
    open[parts] = folder
    return folder
  }

  /// Returns nil if there is no such entry, or if a folder above it is missing.
  mutating func facts(of path: LibraryPath) throws(LibraryError) -> EntryFacts? {
    do throws(LibraryError) {
      return try folder(path.folders).facts(of: path.name)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  /// Marks a folder to be made durable, together with new folders above it.
  mutating func touch(_ parts: [BytePath]) { touched.insert(parts) }

  /// Makes the marked folders durable. Returns the errors of those that could not be; it is empty if all succeeded.
  mutating func sync() -> [[BytePath]: LibraryError] {
    do throws(LibraryError) {
      if touched.count >= StagingFolder.groupMinimum, try root.syncAll() { return [:] }
    } catch {
      return Dictionary(uniqueKeysWithValues: touched.map { ($0, error) })
    }
    var failures: [[BytePath]: LibraryError] = [:]
    for parts in touched.sorted(by: { $0.count < $1.count }) {
      let above = parts.indices.lazy.compactMap { failures[Array(parts[..<$0])] }.first
      failures[parts] = above ?? failure { () throws(LibraryError) in try folder(parts).sync() }
    }
    return failures
  }

  /// Removes the folder and its parents as far as they are empty, but never alice's own folders.
  mutating func prune(_ parts: [BytePath]) {
    var parts = parts
    while let name = parts.last, parts.count > 2 || parts.first != Library.privateName {
      open[parts] = nil
      parts.removeLast()
      guard let parent = try? folder(parts), parent.removeFolder(name) else { return }
    }
  }
}
