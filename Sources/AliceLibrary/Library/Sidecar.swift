package import AliceModel

/// XMP beside a file, for files that must not be changed.
package enum Sidecar {
  /// The size limit in bytes; larger files are not sidecars.
  static let sizeLimit = 16 << 20

  /// Returns the names that programs use, in this order: `NAME.EXT.xmp`, then `NAME.xmp`.
  static func names(for file: BytePath) -> [BytePath] {
    [file.lastComponent.adding(suffix: ".xmp"), file.stem.adding(suffix: ".xmp")]
  }

  /// The same names with the extension in any case, as other programs write it.
  private static func anyNames(for file: BytePath) -> [BytePath] {
    let extensions = (".xmp" as BytePath).spellings
    return [file.lastComponent, file.stem].flatMap { base in
      extensions.map { BytePath(bytes: base.bytes + $0.bytes) }
    }
  }

  /// Opens the sidecar of a file, which need not be in a library; nil if there is none. With `anyCase`, `NAME.XMP`
  /// counts, too.
  package static func beside(_ file: BytePath, anyCase: Bool = false) throws(LibraryError) -> OpenFile? {
    for name in anyCase ? anyNames(for: file) : names(for: file) {
      let path = file.parent?.appending(name) ?? name
      if let found = try present({ () throws(LibraryError) in try OpenFile.open(path) }) { return found }
    }
    return nil
  }

  /// Returns the stamp of the sidecar of the file `name`; nil if there is none.
  static func stamp(beside name: BytePath, in folder: Folder) throws(LibraryError) -> FileStamp? {
    for name in names(for: name) {
      if let facts = try folder.facts(of: name), facts.kind == .regular { return facts.stamp }
    }
    return nil
  }

  /// Returns nil if the file is missing, or is a symbolic link or a folder.
  static func present(_ open: () throws(LibraryError) -> OpenFile) throws(LibraryError) -> OpenFile? {
    do throws(LibraryError) {
      return try open()
    } catch {
      switch error {
      case .missing, .notRegular: return nil
      default: throw error
      }
    }
  }
}

extension Library {
  /// Writes or replaces `NAME.EXT.xmp` beside a library file, durably and atomically.
  ///
  /// `modifiedNanoseconds` is its modification time since 1970; nil for the present.
  @discardableResult
  package func writeSidecar(
    for path: BytePath, _ bytes: [UInt8], modifiedNanoseconds: Int64? = nil
  ) throws(LibraryError) -> Placed {
    var written = FileContent(bytes)
    written.modified = modifiedNanoseconds.map { FileTime(nanosecondsSinceEpoch: $0) }
    let content = written
    let results = withStaging([path]) { staging in
      var tree = FolderTree(root: rootFolder)
      let staged = staging.sync([
        Result { () throws(LibraryError) in try staging.stage(sidecar: content, for: LibraryPath(path)) }
      ])
      let revealed = staged.map { asset in
        asset.flatMap { asset in
          Result { () throws(LibraryError) in try revealSidecar(asset, staging, &tree) }
        }
      }
      return settle(revealed, &tree) { _, _ in }
    }
    guard let result = results.first else { throw .missing(path) }
    return try result.get()
  }

  private func revealSidecar(
    _ asset: StagedAsset, _ staging: StagingFolder, _ tree: inout FolderTree
  ) throws(LibraryError) -> CommittedFile {
    do throws(LibraryError) {
      let folder = try tree.folder(asset.destination.folders)
      guard try folder.facts(of: asset.destination.name) != nil else { throw .missing(asset.destination.path) }
      tree.touch(asset.destination.folders)
      for name in asset.names {
        try staging.folder.rename(name, over: asset.destination.sidecarName, in: folder)
      }
      return CommittedFile(path: asset.destination)
    } catch {
      staging.discard(asset)
      throw error
    }
  }

  /// Returns the stamp of the file that `readSidecar` would read; nil if there is none.
  package func sidecarStamp(for path: BytePath) throws(LibraryError) -> FileStamp? {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    return try relating { () throws(LibraryError) in
      try Sidecar.stamp(beside: inner.name, in: tree.folder(inner.folders))
    }
  }

  /// Returns nil if there is no sidecar; throws `.tooLarge` above 16 MiB.
  package func readSidecar(for path: BytePath) throws(LibraryError) -> [UInt8]? {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    return try relating { () throws(LibraryError) in
      let folder = try tree.folder(inner.folders)
      for name in Sidecar.names(for: inner.name) {
        let file = try Sidecar.present { () throws(LibraryError) in try OpenFile.open(name, in: folder) }
        if let file { return try file.readAll(limit: Sidecar.sizeLimit) }
      }
      return nil
    }
  }
}
