package import AliceModel
import Synchronization

/// A file in `.alice/tmp` that grows as bytes arrive, such as a download. Gone with its last reference.
package final class TemporaryFile: Sendable {
  /// Absolute. Other programs may read it while the object lives.
  package let path: BytePath
  private let name: BytePath
  private let staging: StagingFolder
  private let writer: Mutex<FileWriter>

  init(in staging: StagingFolder, suffix: BytePath) throws(LibraryError) {
    guard !suffix.bytes.contains(UInt8(ascii: "/")) else { throw .outside(suffix) }
    let name = staging.newName(suffix: suffix)
    self.staging = staging
    self.name = name
    path = staging.folder.path.appending(name)
    writer = try Mutex(FileWriter(name, in: staging.folder, mode: 0o644))
  }

  deinit { staging.discard(name) }

  package var byteCount: UInt64 { writer.withLock { $0.byteCount } }

  /// Appends.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(LibraryError) {
    try writer.withLock { (writer) throws(LibraryError) in try writer.write(bytes) }
  }

  /// Appends.
  package func write(_ bytes: [UInt8]) throws(LibraryError) {
    try writer.withLock { (writer) throws(LibraryError) in try writer.write(bytes[...]) }
  }

  /// What was written so far, for reading and placing. It holds the temporary file, so that need not be kept besides.
  package func finish() throws(LibraryError) -> OpenFile {
    try writer.withLock { (writer) throws(LibraryError) in try writer.verifySize() }
    return try OpenFile.open(name, in: staging.folder, keeping: self)
  }
}
