package import AliceLibrary

/// Keeps every other alice from making or changing the library until the lock is released. Another one is waited for up to a
/// minute, and no longer than the task is wanted.
extension Library {
  private static let mostSeconds = 60
  private static let pause = Duration.milliseconds(20)

  /// For those that are not asynchronous themselves: blocks their thread.
  package func lockForWriting() throws -> LibraryLock {
    do throws(LibraryError) {
      return try lock(exclusive: true, waitMilliseconds: Library.mostSeconds * 1_000, untilCancelled: true)
    } catch {
      if case .cancelled = error { throw CancellationError() }
      throw AliceError(error, library: root)
    }
  }

  /// The same without blocking a thread.
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
