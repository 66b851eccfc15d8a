package import AliceModel
import CAlice
import Synchronization

/// A temporary file without a name, to which long lists are written instead of being kept in memory. Nothing is left of
/// it when the last reference goes, or the process.
package final class SpillFile: Sendable {
  private let descriptor: Int32
  private let end = Mutex<UInt64>(0)

  /// Creates a file in `folder`.
  package init(in folder: BytePath) throws(LibraryError) {
    let folder = try Folder(at: folder)
    let name = BytePath(".alice-\(alice_process())-" + String(UInt64.random(in: .min ... .max), radix: 16))
    let path = folder.path.appending(name)
    descriptor = try checked(name.withCPath { alice_create_file(folder.descriptor, $0, 0o600) }, "create", path)
    // After this point a throw runs deinit, which closes the file.
    try folder.removeFile(name)
  }

  deinit { alice_close(descriptor) }

  /// A range of the file.
  package struct Place: Sendable, Hashable {
    fileprivate let offset: UInt64
    fileprivate let count: Int
  }

  /// Appends bytes; may be called from any thread.
  package func append(_ bytes: [UInt8]) throws(LibraryError) -> Place {
    let offset = end.withLock { end in
      defer { end += UInt64(bytes.count) }
      return end
    }
    let written = bytes.withUnsafeBytes { alice_write(descriptor, $0.baseAddress, $0.count, offset) }
    try checked(written, "write", SpillFile.shownPath)
    return Place(offset: offset, count: bytes.count)
  }

  /// Returns the bytes that were appended.
  package func read(_ place: Place) throws(LibraryError) -> [UInt8] {
    var got: Int64 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: place.count) { buffer, count in
      got = alice_read(descriptor, buffer.baseAddress, place.count, place.offset)
      count = max(0, Int(got))
    }
    try checked(got, "read", SpillFile.shownPath)
    guard bytes.count == place.count else { throw .changed(SpillFile.shownPath) }
    return bytes
  }

  private static let shownPath: BytePath = "a temporary file"
}
