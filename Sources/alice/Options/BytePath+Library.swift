import AliceKit

extension BytePath {
  /// This path relative to `library`; the empty path for the library itself. A path outside of it is taken as relative.
  func relativeTo(library: BytePath) -> BytePath {
    let (path, root) = (resolved, library.resolved)
    if path == root { return "" }
    if let inside = path.relative(to: root) { return inside }
    return root.appending(self).absolute.relative(to: root) ?? ""
  }

  /// The path with all symbolic links resolved, if it exists.
  private var resolved: BytePath { absolute.appending("a").real.parent ?? absolute }
}
