import AliceModel

/// The folders that one batch works in: opened or made when first needed, made durable together at the end.
struct FolderTree {
  private let root: Folder
  private var open: [[BytePath]: Folder] = [:]
  private var touched: Set<[BytePath]> = []

  /// Descriptors are few; what is closed early is opened again.
  private static let openLimit = 64

  init(root: Folder) { self.root = root }

  /// `.missing` where it is not there and is not to be made, `.outside` where a symbolic link is in the way.
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

  /// Nil where nothing has that name, or a folder above it is missing.
  mutating func facts(of path: LibraryPath) throws(LibraryError) -> EntryFacts? {
    do throws(LibraryError) {
      return try folder(path.folders).facts(of: path.name)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  /// To be made durable, as are folders above it that are new.
  mutating func touch(_ parts: [BytePath]) { touched.insert(parts) }

  /// Why folders are not durable now; empty where all are.
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

  /// Removes the folder and those above it, as far as they are empty. Alice's own folders stay.
  mutating func prune(_ parts: [BytePath]) {
    var parts = parts
    while let name = parts.last, parts.count > 2 || parts.first != Library.privateName {
      open[parts] = nil
      parts.removeLast()
      guard let parent = try? folder(parts), parent.removeFolder(name) else { return }
    }
  }
}
