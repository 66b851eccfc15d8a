import AliceModel

/// A path that cannot leave the library. It is parsed and checked, so that its users need not check it.
struct LibraryPath: Hashable {
  enum Reach {
    /// All paths outside of `.alice`.
    case assets
    /// These paths, and those in `.alice/trash`.
    case assetsAndTrash
  }

  /// The path as the caller gave it.
  let path: BytePath
  let folders: [BytePath]
  let name: BytePath

  /// Throws `.outside` if the path is absolute, contains `.`, `..`, an empty component or a NUL, is too deep, or names
  /// alice's own files.
  init(_ path: BytePath, reach: Reach = .assets) throws(LibraryError) {
    let parts = path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { BytePath(bytes: [UInt8]($0)) }
    guard let name = parts.last, parts.count <= 64, parts.allSatisfy(LibraryPath.isName),
      LibraryPath.isAllowed(parts, reach)
    else { throw .outside(path) }
    self.path = path
    self.name = name
    folders = parts.dropLast()
  }

  private static func isName(_ part: BytePath) -> Bool {
    !part.bytes.isEmpty && part != "." && part != ".." && !part.bytes.contains(0)
  }

  /// The comparison ignores case, because on some disks `.ALICE` is the same folder.
  private static func isAllowed(_ parts: [BytePath], _ reach: Reach) -> Bool {
    guard parts.first?.description.lowercased() == Library.privateName.description else { return true }
    return reach == .assetsAndTrash && parts.count > 2 && parts[0] == Library.privateName && parts[1] == "trash"
  }

  /// The name of the sidecar that alice writes: `NAME.EXT.xmp`.
  var sidecarName: BytePath { name.adding(suffix: ".xmp") }
}
