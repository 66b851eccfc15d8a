package import AliceModel
import Synchronization

/// A file in `.alice/tmp` that grows as bytes arrive, such as a download. It is removed with its last reference.
package final class TemporaryFile: Sendable {
  /// The absolute path. Other programs may read the file while the object lives.
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

  /// Appends bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(LibraryError) {
    try writer.withLock { (writer) throws(LibraryError) in try writer.write(bytes) }
  }

  /// Appends bytes.
  package func write(_ bytes: [UInt8]) throws(LibraryError) {
    try writer.withLock { (writer) throws(LibraryError) in try writer.write(bytes[...]) }
  }

  /// Opens the bytes written so far for reading and placing. The returned file keeps the temporary file alive.
  package func finish() throws(LibraryError) -> OpenFile {
    try writer.withLock { (writer) throws(LibraryError) in try writer.verifySize() }
    return try OpenFile.open(name, in: staging.folder, keeping: self)
  }
}
