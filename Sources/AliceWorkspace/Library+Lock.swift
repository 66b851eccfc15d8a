package import AliceLibrary

/// The lock that prevents all other processes from creating or changing the library until it is released. Waiting for
/// another process ends after a minute, or when the task is cancelled.
extension Library {
  private static let mostSeconds = 60
  private static let pause = Duration.milliseconds(20)

  /// Acquires the lock for synchronous callers, and blocks their thread meanwhile.
  package func lockForWriting() throws -> LibraryLock {
    do throws(LibraryError) {
      return try lock(exclusive: true, waitMilliseconds: Library.mostSeconds * 1_000, untilCancelled: true)
    } catch {
      if case .cancelled = error { throw CancellationError() }
      throw AliceError(error, library: root)
    }
  }

  /// Acquires the lock without blocking a thread.
  package func lockForWriting() async throws -> LibraryLock {
    let end = ContinuousClock.now + .seconds(Library.mostSeconds)
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
