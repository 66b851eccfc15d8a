import AliceModel
import CAlice

/// A lock that keeps other processes, and other holders in this process, from changing the library. It is released with
/// its last reference, or when the process ends in any way.
package final class LibraryLock: Sendable {
  private let descriptor: Int32

  fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { alice_close(descriptor) }

  fileprivate func leaveProcessID() {
    let text = Array("\(alice_process())\n".utf8)
    _ = alice_truncate(descriptor, 0)
    _ = text.withUnsafeBytes { alice_write(descriptor, $0.baseAddress, $0.count, 0) }
  }
}

extension Library {
  private static let pause: UInt32 = 10

  /// Acquires the lock, shared or exclusively.
  ///
  /// Retries for `waitMilliseconds`, blocking its thread, then throws `.locked`. With `untilCancelled` it throws
  /// `.cancelled` once its task is cancelled. An exclusive lock also removes the leftovers of crashed processes in
  /// `.alice/tmp`, because the library is about to change.
  package func lock(
    exclusive: Bool, waitMilliseconds: Int = 0, untilCancelled: Bool = false
  ) throws(LibraryError) -> LibraryLock {
    let lock = try lock(
      "lock", in: privateFolder, exclusive: exclusive, waitMilliseconds: waitMilliseconds,
      untilCancelled: untilCancelled)
    if exclusive { sweepOnce() }
    return lock
  }

  /// Locks the file `name` in `folder`, which is created if it is missing.
  func lock(
    _ name: BytePath, in folder: Folder, exclusive: Bool, waitMilliseconds: Int, untilCancelled: Bool = false
  ) throws(LibraryError) -> LibraryLock {
    let path = folder.path.appending(name)
    let descriptor = try checked(name.withCPath { alice_open_lock_file(folder.descriptor, $0) }, "open", path)
    let lock = LibraryLock(descriptor: descriptor)
    var left = min(max(0, waitMilliseconds), 3_600_000)
    while true {
      let result = alice_lock(descriptor, exclusive ? 1 : 0)
      if result == 0 { break }
      guard result == -EWOULDBLOCK else { throw LibraryError(-result, "flock", path) }
      if untilCancelled, Task.isCancelled { throw .cancelled(path) }
      guard left > 0 else { throw .locked(path, process: Library.processID(in: descriptor)) }
      alice_pause(min(Library.pause, UInt32(left)))
      left -= Int(Library.pause)
    }
    if exclusive { lock.leaveProcessID() }
    return lock
  }

  private static func processID(in file: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = bytes.withUnsafeMutableBytes { alice_read(file, $0.baseAddress, $0.count, 0) }
    return Int32(String(decoding: bytes.prefix(Int(max(0, count))).prefix { $0 != 0x0a }, as: UTF8.self))
  }
}
