import AliceKit
import Hummingbird
import NIOPosix

/// Threads for work that blocks: SQL, files, locks. The threads of the network and of Swift's tasks do none of it.
struct Workers: Sendable {
  private let readers = NIOThreadPool(numberOfThreads: 4)
  /// What reads many rows shares one connection, so more threads would wait for it.
  private let scanner = NIOThreadPool(numberOfThreads: 1)
  private let stores: OpenedStores
  /// Writers wait for the library's lock, and take turns anyway.
  private let writer = NIOThreadPool(numberOfThreads: 1)
  private let background = NIOThreadPool(numberOfThreads: 2)
  /// Pictures that are organized keep no paid request waiting.
  private let organizers = NIOThreadPool(numberOfThreads: 2)

  /// How long a request waits while another process changes the library.
  private static let patience = Duration.seconds(8)

  init(_ stores: OpenedStores) { self.stores = stores }

  func start() {
    for pool in [readers, scanner, writer, background, organizers] { pool.start() }
  }

  func stop() async {
    for pool in [readers, scanner, writer, background, organizers] { try? await pool.shutdownGracefully() }
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await readers.runIfActive(body)
  }

  /// Runs what reads many rows, one after another. It is not run if the task is cancelled before its turn.
  func scan<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await scanner.runIfActive(body)
  }

  /// Runs a change. It is never cancelled: a client that is gone does not leave it half done.
  func write<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await writer.runIfActive { [stores] in
      try Workers.checking(stores)
      let value = try LockPatience.$current.withValue(Workers.patience) { try body() }
      try Workers.checking(stores)
      return value
    }
  }

  /// Runs organizing on threads of its own, for a client that waits for the answer.
  func organize<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await LockPatience.$current.withValue(Workers.patience) {
      try await withTaskExecutorPreference(PoolExecutor(pool: organizers)) { try await body() }
    }
  }

  /// Runs paid work, which consists of tasks, on threads of its own. It waits for the library's lock as long as the
  /// command line does, because a result that is paid for must be filed.
  func perform<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(PoolExecutor(pool: background)) { [stores] in
      try Workers.checking(stores)
      return try await body()
    }
  }

  /// Refuses a change of a catalog or a journal that are no longer those of the library.
  private static func checking(_ stores: OpenedStores) throws {
    do throws(OpenedStores.Loss) {
      try stores.check()
    } catch {
      let failure = Failure(error)
      throw Problem(.serviceUnavailable, failure.message ?? "", exit: failure.status)
    }
  }
}

extension Failure {
  /// Creates the failure of a gallery whose library was deleted or rebuilt meanwhile.
  init(_ loss: OpenedStores.Loss) {
    switch loss {
    case .gone(let error): self.init(describing: error)
    case .replaced(let isJournal, let root):
      let name = isJournal ? "journal" : "catalog"
      self.init(.library, "the \(name) of \(root) was replaced meanwhile; run 'alice gallery' again")
    }
  }
}

/// Runs the jobs of tasks on the threads of a pool.
private final class PoolExecutor: TaskExecutor {
  private let pool: NIOThreadPool

  init(pool: NIOThreadPool) { self.pool = pool }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pool.submit { [self] _ in job.runSynchronously(on: asUnownedTaskExecutor()) }
  }
}
