package import AliceModel

/// A recipe that a generator left beside a picture, under the picture's name without its extension.
package struct RecipeSidecar: Sendable, Hashable {
  /// The text after the stem, one of `RecipeSidecars.suffixes`.
  package var suffix: BytePath
  package var bytes: [UInt8]

  package init(suffix: BytePath, bytes: [UInt8]) {
    self.suffix = suffix
    self.bytes = bytes
  }
}

/// The rules for `STEM.txt`, `STEM.json` and `STEM.swarm.json` beside `STEM.png`.
package enum RecipeSidecars {
  package static let suffixes: [BytePath] = [".txt", ".json", ".swarm.json"]
  /// The size limit in bytes; larger files are not recipes.
  package static let sizeLimit = 4 << 20

  /// Returns true if a recipe sidecar may have this name, whether or not its picture exists.
  package static func isRecipeSidecarName(_ name: BytePath) -> Bool {
    let name = name.lastComponent.bytes
    return suffixes.contains { name.count > $0.bytes.count && name.suffix($0.bytes.count).elementsEqual($0.bytes) }
  }

  /// Returns the name or path, without extension, of the picture to which a file of this name would belong.
  package static func stem(of recipeSidecar: BytePath) -> BytePath? {
    guard isRecipeSidecarName(recipeSidecar) else { return nil }
    // The longest suffix counts.
    return suffixes.filter { recipeSidecar.bytes.suffix($0.bytes.count).elementsEqual($0.bytes) }
      .max { $0.bytes.count < $1.bytes.count }.map {
        BytePath(bytes: Array(recipeSidecar.bytes.dropLast($0.bytes.count)))
      }
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
      other != name && other.stem == stem && !isRecipeSidecarName(other) && other.fileExtension != "xmp"
    }
  }

  static func name(of suffix: BytePath, for file: BytePath) -> BytePath {
    BytePath(bytes: file.stem.bytes + suffix.bytes)
  }

  /// Opens the recipe sidecars of a file, which need not be in a library. Skips files that are too large, and those that
  /// cannot be opened, of which `hasFailed` tells.
  package static func beside(
    _ file: BytePath, hasFailed: inout Bool
  ) -> [(suffix: BytePath, file: OpenFile)] {
    var failed = false
    let opened = found(for: file) { name in
      do throws(LibraryError) {
        return try Sidecar.present { () throws(LibraryError) in
          try OpenFile.open(file.parent?.appending(name) ?? name)
        }
      } catch {
        failed = true
        return nil
      }
    }
    hasFailed = hasFailed || failed
    return opened
  }

  static func beside(_ file: BytePath, in folder: Folder) -> [(suffix: BytePath, file: OpenFile)] {
    found(for: file) { name in try? OpenFile.open(name, in: folder) }
  }

  private static func found(
    for file: BytePath, _ open: (BytePath) -> OpenFile?
  ) -> [(suffix: BytePath, file: OpenFile)] {
    suffixes.compactMap { suffix in
      let name = name(of: suffix, for: file)
      guard name != file.lastComponent, let file = open(name), file.byteCount <= UInt64(sizeLimit) else { return nil }
      return (suffix, file)
    }
  }

  /// All file extensions of pictures, videos and sounds that programs write.
  private static let mediaExtensions = MediaFormat.allCases.flatMap(\.knownExtensions).flatMap {
    [$0, $0.uppercased()]
  }

  /// Returns the names of the recipe sidecars that move with `file`. There are none if another media file of the same
  /// stem stays, because they belong to that file as well. With `withXMP`, `STEM.xmp` is one of them if it is that of
  /// no other file.
  static func travelling(
    with file: BytePath, in folder: Folder, withXMP: Bool = false
  ) throws(LibraryError) -> [BytePath] {
    var names: [BytePath] = []
    for suffix in suffixes {
      let name = name(of: suffix, for: file)
      if name != file.lastComponent, try folder.facts(of: name)?.kind == .regular { names.append(name) }
    }
    if !names.isEmpty, try hasOtherMedia(besides: file, in: folder) { names = [] }
    let xmp = name(of: ".xmp", for: file)
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
    return RecipeSidecars.beside(inner.name, in: folder).compactMap { suffix, file in
      guard let bytes = try? file.readAll(limit: RecipeSidecars.sizeLimit) else { return nil }
      return RecipeSidecar(suffix: suffix, bytes: bytes)
    }
  }
}
