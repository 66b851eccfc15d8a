package import AliceModel
import CAlice

/// A small file in `.alice` that only alice reads and writes.
package enum PrivateFile: String, Sendable {
  case settings = "settings.json"
  /// The access to the gallery of the library; see `GalleryAccess`.
  case gallery
  /// A page that leads a browser to the gallery.
  case galleryPage = "gallery.html"

  fileprivate var name: BytePath { BytePath(rawValue) }

  /// The permissions: what grants access to the gallery is for its owner only.
  fileprivate var mode: UInt32 { self == .settings ? 0o644 : 0o600 }
}

extension Library {
  private static let privateLimit = 1 << 20

  /// Returns the content that `write` wrote last; nil if there is none. Throws if the file cannot be read.
  package func read(_ file: PrivateFile) throws(LibraryError) -> [UInt8]? {
    do throws(LibraryError) {
      return try OpenFile.open(file.name, in: privateFolder).readAll(limit: Library.privateLimit)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  /// Returns true if the file exists, whatever its content.
  package func has(_ file: PrivateFile) throws(LibraryError) -> Bool { try privateFolder.facts(of: file.name) != nil }

  /// Returns nil if there is no such file.
  package func stamp(of file: PrivateFile) throws(LibraryError) -> FileStamp? {
    try privateFolder.facts(of: file.name)?.stamp
  }

  /// Locks the access to the gallery for one change.
  package func lockForGallery(waitMilliseconds: Int) throws(LibraryError) -> LibraryLock {
    try lock("gallery.lock", in: privateFolder, exclusive: true, waitMilliseconds: waitMilliseconds)
  }

  package func path(of file: PrivateFile) -> BytePath { privateFolder.path.appending(file.name) }

  /// Writes the file durably and atomically. If `replaces` is false, an existing file stays.
  package func write(_ bytes: [UInt8], to file: PrivateFile, replaces: Bool = true) throws(LibraryError) {
    let staging = try stagingFolder()
    let name = try staging.write(FileContent(bytes, mode: file.mode))
    do throws(LibraryError) {
      try staging.sync(name)
      if replaces {
        try staging.folder.rename(name, over: file.name, in: privateFolder)
      } else {
        try staging.folder.rename(name, to: privateFolder, as: file.name)
      }
    } catch {
      staging.discard(name)
      if case .occupied = error, !replaces { return }
      throw error
    }
    try privateFolder.sync()
  }

  /// Removes the file if it exists.
  package func remove(_ file: PrivateFile) throws(LibraryError) {
    guard try has(file) else { return }
    try privateFolder.removeFile(file.name)
  }

  /// False if the user may not write there or the disk is read-only.
  package var isWritable: Bool { alice_may_write(privateFolder.descriptor) == 0 }
}
