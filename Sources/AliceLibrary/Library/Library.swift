package import AliceModel
import CAlice
import Synchronization

/// A folder with `.alice` in it, and the operations on its files.
///
/// Paths of assets are relative to `root`. They cannot leave it: `..` and symbolic links to folders are refused.
package final class Library: Sendable {
  /// The absolute path, without symbolic links.
  package let root: BytePath
  let rootFolder: Folder
  /// The folder `.alice`.
  let privateFolder: Folder
  private let staging = Mutex<StagingFolder?>(nil)
  private let hasSwept = Mutex(false)

  static let privateName: BytePath = ".alice"
  private static let temporaryName: BytePath = "tmp"

  private init(_ path: BytePath) throws(LibraryError) {
    root = try path.resolved()
    rootFolder = try Folder(at: root)
    guard try rootFolder.facts(of: Library.privateName)?.kind == .folder else { throw .notALibrary(root) }
    privateFolder = try rootFolder.child(Library.privateName)
  }

  /// Opens a library; throws `.notALibrary` if there is no such folder or no `.alice` in it.
  package static func open(at path: BytePath) throws(LibraryError) -> Library {
    do throws(LibraryError) {
      return try Library(path)
    } catch {
      switch error {
      case .missing, .notALibrary, .system(_, _, ENOTDIR): throw .notALibrary(path)
      default: throw error
      }
    }
  }

  /// Creates the folder, its parents and `.alice` as far as they are missing; only the owner can enter `.alice`. They
  /// are durable when this returns. An existing library is opened; a folder with files in it becomes a library.
  package static func create(at path: BytePath) throws(LibraryError) -> Library {
    let root = try Folder.makeAll(path)
    let hidden = try root.ensure(privateName, mode: 0o700)
    for name: BytePath in ["tmp", "trash"] { _ = try hidden.ensure(name, mode: 0o700) }
    return try Library(path)
  }

  package var catalogPath: BytePath { path(of: .catalog) }
  package var journalPath: BytePath { path(of: .journal) }

  /// Returns this process's folder in `.alice/tmp`, which is created on first use.
  func stagingFolder() throws(LibraryError) -> StagingFolder {
    try staging.withLock { (staging) throws(LibraryError) in
      if let staging { return staging }
      let made = try StagingFolder(in: temporaryFolder())
      staging = made
      return made
    }
  }

  private func temporaryFolder() throws(LibraryError) -> Folder {
    try privateFolder.ensure(Library.temporaryName, mode: 0o700)
  }

  /// Creates a file in `.alice/tmp` for bytes that arrive incrementally. Its name ends with `suffix`, such as `.mp4`.
  package func temporaryFile(suffix: BytePath = "") throws(LibraryError) -> TemporaryFile {
    try TemporaryFile(in: stagingFolder(), suffix: suffix)
  }

  /// Creates a file of that name in a folder of its own in `.alice/tmp`.
  package func receivedFile(_ name: BytePath) throws(LibraryError) -> ReceivedFile {
    try ReceivedFile(name, in: StagingFolder(in: temporaryFolder()))
  }

  /// The folder for files that are being written.
  package var temporaryPath: BytePath { privateFolder.path.appending(Library.temporaryName) }

  /// Removes files that crashed processes left in `.alice/tmp`, but no file of a running process. Returns the number of
  /// removed files.
  @discardableResult
  package func sweepTemporary() throws(LibraryError) -> Int { try StagingFolder.sweep(temporaryFolder()) }

  /// Sweeps once in the lifetime of this object, before the library is changed.
  func sweepOnce() {
    let isFirst = hasSwept.withLock { hasSwept in
      defer { hasSwept = true }
      return !hasSwept
    }
    guard isFirst else { return }
    // A leftover that cannot be removed blocks nothing, and a check reports it.
    _ = try? sweepTemporary()
  }

  /// Returns the files, relative to the library, that a sweep would remove. Changes nothing.
  package func temporaryLeftovers() throws(LibraryError) -> [BytePath] {
    guard try privateFolder.facts(of: Library.temporaryName)?.kind == .folder else { return [] }
    let folder = try privateFolder.child(Library.temporaryName)
    return try StagingFolder.leftovers(in: folder).map {
      Library.privateName.appending(Library.temporaryName).appending($0)
    }
  }
}
