import AliceModel

/// Files and folders that could not be read, so that nothing is known of what is at or below them.
struct UnreachablePaths {
  private let paths: Set<BytePath>

  init(_ paths: [BytePath]) { self.paths = Set(paths) }

  /// Returns whether the path or a folder above it could not be read.
  func cover(_ path: BytePath) -> Bool {
    guard !paths.isEmpty else { return false }
    var above: BytePath? = path
    while let path = above {
      if paths.contains(path) { return true }
      above = path.parent == path ? nil : path.parent
    }
    return false
  }
}
