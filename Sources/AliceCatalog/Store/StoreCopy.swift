import Foundation

/// A file that is read without a lock: what it looked like when that began.
///
/// Nobody is kept from writing to it, so each answer counts only where nothing was written until it was complete.
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

/// A store in a folder of its own on another disk, for what can be read neither where it lies nor as it is.
///
/// Its names go with the last reference; who has opened it goes on reading.
final class StoreCopy {
  let path: String
  private let folder: String

  /// `obstacle` is what keeps one from using the original: nothing better can be said where there is no room for a copy.
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
      // A file that its owner may not write to would be copied as one.
      chmod(target, 0o600)
    }
    guard [file.stamp, file.log.stamp] == before else { throw CatalogError.busy(path: file.path) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
