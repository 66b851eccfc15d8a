package import AliceModel

/// A recipe that a generator left beside a picture, under the picture's name without its extension.
package struct RecipeSidecar: Sendable, Hashable {
  /// What follows the stem, one of `RecipeSidecars.suffixes`.
  package var suffix: BytePath
  package var bytes: [UInt8]

  package init(suffix: BytePath, bytes: [UInt8]) {
    self.suffix = suffix
    self.bytes = bytes
  }
}

/// `STEM.txt`, `STEM.json` and `STEM.swarm.json` beside `STEM.png`.
package enum RecipeSidecars {
  package static let suffixes: [BytePath] = [".txt", ".json", ".swarm.json"]
  /// More than this is no recipe, in bytes.
  package static let sizeLimit = 4 << 20

  /// True for a name that a recipe sidecar may have, whether or not it has a picture.
  package static func isRecipeSidecarName(_ name: BytePath) -> Bool {
    let name = name.lastComponent.bytes
    return suffixes.contains { name.count > $0.bytes.count && name.suffix($0.bytes.count).elementsEqual($0.bytes) }
  }

  /// The name, or path, of the picture without its extension to which a file of this name would belong.
  package static func stem(of recipeSidecar: BytePath) -> BytePath? {
    guard isRecipeSidecarName(recipeSidecar) else { return nil }
    // The longest suffix counts.
    return suffixes.filter { recipeSidecar.bytes.suffix($0.bytes.count).elementsEqual($0.bytes) }
      .max { $0.bytes.count < $1.bytes.count }.map {
        BytePath(bytes: Array(recipeSidecar.bytes.dropLast($0.bytes.count)))
      }
  }

  /// True where a picture, a video or a sound of the name `stem` (a path without its extension) is there.
  package static func hasMedia(stem: BytePath) -> Bool {
    guard let folder = try? Folder(at: stem.parent ?? ".") else { return false }
    return mediaExtensions.contains { ending in
      (try? folder.facts(of: stem.lastComponent.adding(suffix: ".\(ending)")))?.kind == .regular
    }
  }

  /// True where another file of the same name but for its extension lies beside `file`, so that what is named after both is not
  /// this one's alone.
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

  /// The recipe sidecars of a file that need not lie in a library, open. What cannot be opened or is too large is left out.
  package static func beside(_ file: BytePath) -> [(suffix: BytePath, file: OpenFile)] {
    found(for: file) { name in try? OpenFile.open(file.parent?.appending(name) ?? name) }
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

  /// Every extension that a picture, video or sound may have, as programs write it.
  private static let mediaExtensions = MediaFormat.allCases.flatMap(\.knownExtensions).flatMap {
    [$0, $0.uppercased()]
  }

  /// Names of what goes where `file` goes: none where another one of the same stem stays beside it, since
  /// they are that one's as well.
  static func travelling(with file: BytePath, in folder: Folder) throws(LibraryError) -> [BytePath] {
    var names: [BytePath] = []
    for suffix in suffixes {
      let name = name(of: suffix, for: file)
      if name != file.lastComponent, try folder.facts(of: name)?.kind == .regular { names.append(name) }
    }
    if names.isEmpty { return [] }
    for other in mediaExtensions {
      let name = file.stem.adding(suffix: ".\(other)")
      if name != file.lastComponent, try folder.facts(of: name)?.kind == .regular { return [] }
    }
    return names
  }
}

extension Library {
  /// What stands beside a file of the library, or of its trash. What cannot be read or is larger than 4 MiB is left out.
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
