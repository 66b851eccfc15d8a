package import AliceModel
import AliceVision
import Foundation
import Synchronization

/// Makes thumbnails when they are needed, on threads of its own, and keeps them in the user's cache.
///
/// Concurrent requests for one asset share one decoded image. The threads end with the last reference.
package final class ThumbnailService: Sendable {
  private let cache: ThumbnailCache?
  private let queue = ThumbnailQueue()
  private let worker: Worker
  private let threadCount: Int
  private let hasStarted = Mutex(false)

  /// Creates a service with a thread for each processor, and a second one where another program may keep the first one
  /// busy. Nothing is read or started before the first request.
  ///
  /// `onDecoded` receives what the file of an asset told when it was decoded, on one of the service's threads.
  package init(
    workspace: Workspace, environment: [String: String], workers: Int = max(2, Processors.usable),
    cacheLimit: UInt64 = ThumbnailCache.usualLimit,
    onDecoded: @escaping @Sendable (AssetID, DecodedFacts) -> Void = { _, _ in }
  ) {
    cache = ThumbnailCache(environment: environment, limit: cacheLimit, clock: workspace.clock)
    threadCount = max(1, workers)
    let maker = ThumbnailMaker(workspace: workspace, cache: cache, environment: environment)
    worker = Worker(queue: queue, maker: maker, eviction: cache.map { ThumbnailEviction($0) }, onDecoded: onDecoded)
  }

  deinit { queue.end(waiters: threadCount) }

  /// Returns the thumbnail from the cache, or makes it; both on one of the service's threads. Throws
  /// `ThumbnailFailure`, or `CancellationError` once the task is cancelled, whose request then leaves the queue.
  package func thumbnail(
    of asset: Asset, edge: ThumbnailEdge, priority: ThumbnailPriority
  ) async throws -> Thumbnail {
    startThreads()
    let ticket = queue.makeTicket()
    defer { queue.forget(ticket) }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { queue.add(ticket, asset, edge, priority, $0) }
    } onCancel: {
      queue.cancel(ticket)
    }
  }

  /// Returns the thumbnail if it is in the cache. The asset's file is not read. It blocks, so it must not run on a
  /// thread of the cooperative pool.
  package func cached(id: AssetID, edge: ThumbnailEdge) -> Thumbnail? { cache?.thumbnail(id, edge) }

  /// Refuses all requests, and ends the programs that run for them.
  package func end() {
    queue.end(waiters: threadCount)
    worker.maker.reader.programs.running.end()
  }

  /// Waits until no program runs any more, at most for this time.
  package func waitForPrograms(atMost limit: Duration) async {
    await worker.maker.reader.programs.running.wait(atMost: limit)
  }

  private func startThreads() {
    let isFirst = hasStarted.withLock { hasStarted in
      defer { hasStarted = true }
      return !hasStarted
    }
    guard isFirst else { return }
    for number in 1...threadCount {
      let thread = Thread { [worker] in worker.run() }
      thread.name = "thumbnails \(number)"
      thread.start()
    }
  }

  /// The work of one thread.
  private struct Worker: Sendable {
    let queue: ThumbnailQueue
    let maker: ThumbnailMaker
    let eviction: ThumbnailEviction?
    let onDecoded: @Sendable (AssetID, DecodedFacts) -> Void

    func run() {
      while let job = queue.next() {
        do throws(ThumbnailFailure) {
          let facts = try maker.make(job.edges, of: job.asset) { edge, thumbnail in
            queue.deliver(thumbnail, edge, of: job.asset.id)
            eviction?.note(thumbnail.bytes.count)
          }
          queue.finish(job, nil)
          if let facts { onDecoded(job.asset.id, facts) }
        } catch {
          queue.finish(job, error)
        }
      }
    }
  }
}

/// Keeps the cache within its limit: it is trimmed once in a while, on a thread of its own.
final class ThumbnailEviction: Sendable {
  private let cache: ThumbnailCache
  /// The number of bytes until the next trim; a part of what a trim frees.
  private let left: Mutex<Int>

  /// The first trim comes soon, because every run begins without knowing what the cache holds.
  private static let firstTrim = 1 << 20

  init(_ cache: ThumbnailCache) {
    self.cache = cache
    left = Mutex(min(ThumbnailEviction.firstTrim, ThumbnailEviction.interval(cache.limit)))
  }

  private static func interval(_ limit: UInt64) -> Int { Int(clamping: limit / 20) }

  func note(_ written: Int) {
    let isDue = left.withLock { left in
      left -= written
      guard left < 0 else { return false }
      left = ThumbnailEviction.interval(cache.limit)
      return true
    }
    guard isDue else { return }
    let thread = Thread { [cache] in cache.trim() }
    thread.qualityOfService = .background
    thread.start()
  }
}
