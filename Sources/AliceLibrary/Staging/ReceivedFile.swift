package import AliceModel
import Synchronization

/// A file in `.alice/tmp` that arrives under a name of its own, such as one that is dropped onto a page. It is removed
/// with its last reference, or by the sweep after a crash.
package final class ReceivedFile: Sendable {
  /// The absolute path.
  package let path: BytePath
  private let name: BytePath
  /// The file has the folder to itself, so that every name is free.
  private let staging: StagingFolder
  private let writer: Mutex<FileWriter?>

  init(_ name: BytePath, in staging: StagingFolder) throws(LibraryError) {
    guard !name.bytes.contains(UInt8(ascii: "/")) else { throw .outside(name) }
    self.name = name
    self.staging = staging
    path = staging.folder.path.appending(name)
    writer = try Mutex(FileWriter(name, in: staging.folder, mode: 0o600))
  }

  deinit { staging.discard(name) }

  package func append(_ bytes: [UInt8]) throws(LibraryError) {
    try writer.withLock { (writer) throws(LibraryError) in try writer?.write(bytes[...]) }
  }

  /// Closes the file, to which a program would seem to be writing otherwise.
  package func close() { writer.withLock { $0 = nil } }
}
