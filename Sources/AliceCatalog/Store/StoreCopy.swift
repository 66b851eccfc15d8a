import Foundation

/// The state of a file at the start of reading it without a lock.
///
/// Other processes may write to the file, so a result counts only if nothing was written until it was complete.
struct StoreSeal: Sendable {
  private let file: StoreFile
  private let stamp: StoreStamp?

  init(_ file: StoreFile) {
    self.file = file
    stamp = file.stamp
  }

  func check() throws(CatalogError) {
    guard file.stamp == stamp, file.log.isEmpty else { throw .busy(path: file.path) }
  }
}

/// A copy of a store in a separate folder on another disk, for a store that can be read neither in place nor with its
/// schema.
///
/// The files are removed with the last reference; open descriptors stay readable.
final class StoreCopy {
  let path: String
  private let folder: String

  /// `obstacle` is the reason why the original cannot be used; it is thrown if there is no space for a copy.
  init(of file: StoreFile, or obstacle: CatalogError) throws {
    var template = (NSTemporaryDirectory() + "/alice-XXXXXX").utf8CString.map { $0 }
    guard let made = template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } }) else {
      throw obstacle
    }
    folder = String(cString: made)
    path = folder + "/copy.sqlite"
    let before = [file.stamp, file.log.stamp]
    for (source, target) in [(file, path), (file.log, path + "-wal")] where !source.isEmpty {
      do {
        try FileManager.default.copyItem(atPath: source.path, toPath: target)
      } catch {
        throw obstacle
      }
      // A copy of a read-only file would be read-only as well.
      chmod(target, 0o600)
    }
    guard [file.stamp, file.log.stamp] == before else { throw CatalogError.busy(path: file.path) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
