package import AliceLibrary

/// How long callers wait for a library's lock: a minute, unless a front end whose user waits for an answer binds less.
package enum LockPatience {
  @TaskLocal package static var current = Duration.seconds(60)
}

/// The lock that prevents all other processes from creating or changing the library until it is released. Waiting for
/// another process ends after `LockPatience`, or when the task is cancelled.
extension Library {
  private static let pause = Duration.milliseconds(20)

  /// Acquires the lock for synchronous callers, and blocks their thread meanwhile.
  package func lockForWriting() throws -> LibraryLock {
    do throws(LibraryError) {
      return try lock(
        exclusive: true, waitMilliseconds: Int(LockPatience.current.components.seconds) * 1_000, untilCancelled: true)
    } catch {
      if case .cancelled = error { throw CancellationError() }
      throw AliceError(error, library: root)
    }
  }

  /// Acquires the lock without blocking a thread.
  package func lockForWriting() async throws -> LibraryLock {
    let end = ContinuousClock.now + LockPatience.current
    while true {
      do throws(LibraryError) {
        return try lock(exclusive: true)
      } catch {
        guard case .locked = error, ContinuousClock.now < end else { throw AliceError(error, library: root) }
      }
      try await Task.sleep(for: Library.pause)
    }
  }
}
