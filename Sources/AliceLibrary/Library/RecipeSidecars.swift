package import AliceModel

/// The name of a recipe sidecar, relative to that of its picture.
package struct RecipeSidecarName: Sendable, Hashable {
  /// One of `RecipeSidecars.suffixes`, in lower case.
  package let suffix: BytePath
  /// Whether the suffix follows the whole name (`a.png.txt`) instead of the name without its extension (`a.txt`).
  package let followsWholeName: Bool

  package init(suffix: BytePath, followsWholeName: Bool = false) {
    self.suffix = suffix
    self.followsWholeName = followsWholeName
  }

  /// Returns the name beside `file`.
  func name(for file: BytePath) -> BytePath { BytePath(bytes: base(of: file).bytes + suffix.bytes) }

  fileprivate func base(of file: BytePath) -> BytePath { followsWholeName ? file.lastComponent : file.stem }
}

/// A recipe that a generator left beside a picture.
package struct RecipeSidecar: Sendable, Hashable {
  package var name: RecipeSidecarName
  package var bytes: [UInt8]

  package init(name: RecipeSidecarName, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  package init(suffix: BytePath, bytes: [UInt8]) { self.init(name: RecipeSidecarName(suffix: suffix), bytes: bytes) }
}

/// The rules for `STEM.txt`, `STEM.json`, `STEM.swarm.json` and `STEM.caption` beside `STEM.png`, and for the same
/// suffixes after the whole name, `STEM.png.txt`.
///
/// Beside a source the suffixes may be in upper case; alice writes them in lower case.
package enum RecipeSidecars {
  package static let suffixes: [BytePath] = [".txt", ".json", ".swarm.json", ".caption"]
  /// The size limit in bytes; larger files are not recipes.
  package static let sizeLimit = 4 << 20

  /// Returns true if a recipe sidecar may have this name, whether or not its picture exists.
  package static func isRecipeSidecarName(_ name: BytePath) -> Bool { suffix(of: name) != nil }

  /// Returns the path of the picture to which a file of this name would belong: its whole path, or that without its
  /// extension.
  package static func stem(of recipeSidecar: BytePath) -> BytePath? {
    guard let suffix = suffix(of: recipeSidecar) else { return nil }
    return BytePath(bytes: Array(recipeSidecar.bytes.dropLast(suffix.bytes.count)))
  }

  /// Returns the longest suffix, in lower case, that the name of `path` has after at least one other byte.
  package static func suffix(of path: BytePath) -> BytePath? {
    // This is called for every file of a walk; the last letter rules out most of them.
    guard let last = path.bytes.last, "tTnN".utf8.contains(last) else { return nil }
    let name = path.lastComponent
    return suffixes.filter { suffix in
      name.bytes.count > suffix.bytes.count
        && BytePath(bytes: name.bytes.suffix(suffix.bytes.count)).lowercasedASCII == suffix
    }.max { $0.bytes.count < $1.bytes.count }
  }

  /// Returns true if the name is that of a picture, a video or a sound.
  package static func hasMediaName(_ file: BytePath) -> Bool { mediaNames.contains(file.fileExtension) }

  /// Returns true if the file exists and its name is that of a picture, a video or a sound.
  package static func isMedia(_ file: BytePath) -> Bool {
    guard hasMediaName(file), let folder = try? Folder(at: file.parent ?? ".") else {
      return false
    }
    return (try? folder.facts(of: file.lastComponent))?.kind == .regular
  }

  /// Returns true if a picture, a video or a sound with the path `stem` (without its extension) exists.
  package static func hasMedia(stem: BytePath) -> Bool {
    guard let folder = try? Folder(at: stem.parent ?? ".") else { return false }
    return mediaExtensions.contains { ending in
      (try? folder.facts(of: stem.lastComponent.adding(suffix: ".\(ending)")))?.kind == .regular
    }
  }

  /// Returns true if another file with the same stem is beside `file`, so that recipe sidecars of that stem do not
  /// belong to `file` alone.
  package static func isShared(_ file: BytePath) -> Bool {
    let (name, stem) = (file.lastComponent, file.stem)
    guard let folder = try? Folder(at: file.parent ?? "."), let names = try? folder.names() else { return true }
    return names.contains { other in
      other != name && (other.stem == stem || other == stem) && !isRecipeSidecarName(other)
        && other.fileExtension != "xmp"
    }
  }

  /// Opens the recipe sidecars of a file, which need not be in a library. Skips files that are too large, and those that
  /// cannot be opened, of which `hasFailed` tells.
  package static func beside(
    _ file: BytePath, hasFailed: inout Bool
  ) -> [(name: RecipeSidecarName, file: OpenFile)] {
    var failed = false
    defer { hasFailed = hasFailed || failed }
    let folder: Folder
    do throws(LibraryError) {
      folder = try Folder(at: file.parent ?? ".")
    } catch {
      if case .missing = error { return [] }
      failed = true
      return []
    }
    return names(for: file).compactMap { name in
      do throws(LibraryError) {
        return try opened(name, for: file, in: folder, anyCase: true)
      } catch {
        failed = true
        return nil
      }
    }
  }

  static func beside(
    _ file: BytePath, in folder: Folder, anyCase: Bool = false
  ) -> [(name: RecipeSidecarName, file: OpenFile)] {
    names(for: file).compactMap { try? opened($0, for: file, in: folder, anyCase: anyCase) }
  }

  private static func opened(
    _ name: RecipeSidecarName, for file: BytePath, in folder: Folder, anyCase: Bool
  ) throws(LibraryError) -> (name: RecipeSidecarName, file: OpenFile)? {
    guard let found = try present(name, for: file, in: folder, anyCase: anyCase),
      let sidecar = try Sidecar.present({ () throws(LibraryError) in try OpenFile.open(found, in: folder) }),
      sidecar.byteCount <= UInt64(sizeLimit)
    else { return nil }
    return (name, sidecar)
  }

  /// All names that a recipe sidecar of `file` may have.
  private static func names(for file: BytePath) -> [RecipeSidecarName] {
    let whole = suffixes.map { RecipeSidecarName(suffix: $0, followsWholeName: true) }
    return file.stem == file.lastComponent ? whole : whole + suffixes.map { RecipeSidecarName(suffix: $0) }
  }

  /// Returns the name on the disk; nil if there is no such file.
  private static func present(
    _ name: RecipeSidecarName, for file: BytePath, in folder: Folder, anyCase: Bool = false
  ) throws(LibraryError) -> BytePath? {
    for spelling in anyCase ? name.suffix.spellings : [name.suffix] {
      let whole = BytePath(bytes: name.base(of: file).bytes + spelling.bytes)
      if whole != file.lastComponent, try folder.facts(of: whole)?.kind == .regular { return whole }
    }
    return nil
  }

  private static let mediaNames = Set(mediaExtensions)
  /// All file extensions of pictures, videos and sounds that programs write.
  private static let mediaExtensions = MediaFormat.readable.flatMap(\.knownExtensions).flatMap {
    [$0, $0.uppercased()]
  }

  /// Returns the names of the recipe sidecars that move with `file`. There are none if another media file of the same
  /// stem stays, because they belong to that file as well. With `withXMP`, `STEM.xmp` is one of them if it is that of
  /// no other file.
  static func travelling(
    with file: BytePath, in folder: Folder, withXMP: Bool = false
  ) throws(LibraryError) -> [BytePath] {
    var found: [(name: RecipeSidecarName, file: BytePath)] = []
    for name in names(for: file) {
      let sidecar = name.name(for: file)
      if sidecar != file.lastComponent, try folder.facts(of: sidecar)?.kind == .regular {
        found.append((name, sidecar))
      }
    }
    if found.contains(where: { !$0.name.followsWholeName }), try hasOtherMedia(besides: file, in: folder) {
      found.removeAll { !$0.name.followsWholeName }
    }
    var names = found.map(\.file)
    let xmp = file.stem.adding(suffix: ".xmp")
    if withXMP, xmp != file.lastComponent, try folder.facts(of: xmp)?.kind == .regular,
      try !isXMPShared(file, in: folder)
    {
      names.append(xmp)
    }
    return names
  }

  private static func hasOtherMedia(besides file: BytePath, in folder: Folder) throws(LibraryError) -> Bool {
    for other in mediaExtensions {
      let name = file.stem.adding(suffix: ".\(other)")
      if name != file.lastComponent, try folder.facts(of: name)?.kind == .regular { return true }
    }
    return false
  }

  /// Returns whether `STEM.xmp` may be the sidecar of another file than `file`: of one that is named `STEM`, such as
  /// `a.jxl` beside `a.jxl.png`, or of one with the same stem and any extension, such as a raw image.
  private static func isXMPShared(_ file: BytePath, in folder: Folder) throws(LibraryError) -> Bool {
    let stem = file.stem
    for other in try folder.names() where other != file.lastComponent {
      let isOfStem = other.stem == stem && other.fileExtension != "xmp" && !isRecipeSidecarName(other)
      if other == stem || isOfStem, try folder.facts(of: other)?.kind == .regular { return true }
    }
    return false
  }
}

extension Library {
  /// Returns the recipe sidecars of a file of the library or of its trash. Skips files that cannot be read or are
  /// larger than 4 MiB.
  package func recipeSidecars(for path: BytePath) throws(LibraryError) -> [RecipeSidecar] {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    let folder = try relating { () throws(LibraryError) in try tree.folder(inner.folders) }
    return RecipeSidecars.beside(inner.name, in: folder).compactMap { name, file in
      guard let bytes = try? file.readAll(limit: RecipeSidecars.sizeLimit) else { return nil }
      return RecipeSidecar(name: name, bytes: bytes)
    }
  }
}

extension BytePath {
  /// The suffix of a sidecar in lower case, in upper case and with capitals, as programs spell it.
  var spellings: [BytePath] {
    let upper = BytePath(bytes: bytes.map(BytePath.uppercased))
    let capitals = BytePath(
      bytes: bytes.indices.map { index in
        index > 0 && bytes[index - 1] == UInt8(ascii: ".") ? BytePath.uppercased(bytes[index]) : bytes[index]
      })
    return [self, upper, capitals]
  }

  private static func uppercased(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte - 0x20 : byte }
}
