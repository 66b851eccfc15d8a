import AliceNumbers
import Dispatch
import Synchronization

/// The memory that concurrently decoded images share.
///
/// A caller that finds it occupied waits in a first-in, first-out queue, so that small images do not starve a large
/// one. The holders run on their own threads and do not depend on the waiting one.
final class DecodeBudget: Sendable {
  /// The size of the budget in bytes.
  let total: Int
  /// The maximum for an image that does not run alone; on many cores it is a part of the budget.
  var share: Int { min(total, DecodeBudget.usualShare) }

  private static let usualShare = 128 << 20
  private static let sharePerProcessor = 24 << 20

  /// The usual size: enough for a picture of eight megapixels on each core.
  static let usual = max(usualShare, Processors.usable * sharePerProcessor)

  private let isAvailable: @Sendable (Int) -> Bool
  private let queue = Mutex(Queue())

  private struct Queue {
    var held = 0
    var waiting: [(cost: Int, turn: DispatchSemaphore)] = []
  }

  /// `isThere` returns whether the system can provide a number of bytes.
  init(_ total: Int, isAvailable: @escaping @Sendable (Int) -> Bool = SystemMemory.has) {
    self.total = total
    self.isAvailable = isAvailable
  }

  /// Runs `work`, which uses `cost` bytes; a cost above the total runs alone. Throws `noMemory` if the system cannot
  /// provide them, because a failed allocation ends the program.
  func holding<Result>(
    _ cost: Int, _ work: () throws(VisionError) -> Result
  ) throws(VisionError) -> Result {
    reserve(cost)
    defer { release(cost) }
    guard isAvailable(cost) else { throw .noMemory }
    return try work()
  }

  private func reserve(_ cost: Int) {
    let turn = DispatchSemaphore(value: 0)
    let isReserved = queue.withLock { queue in
      guard queue.waiting.isEmpty, fits(cost, with: queue.held) else {
        queue.waiting.append((cost, turn))
        return false
      }
      queue.held += cost
      return true
    }
    if !isReserved { turn.wait() }
  }

  /// Reserves for the waiting callers in their order, so that nobody overtakes them.
  private func release(_ cost: Int) {
    let turns = queue.withLock { queue in
      queue.held -= cost
      var turns: [DispatchSemaphore] = []
      while let next = queue.waiting.first, fits(next.cost, with: queue.held) {
        queue.waiting.removeFirst()
        queue.held += next.cost
        turns.append(next.turn)
      }
      return turns
    }
    for turn in turns { turn.signal() }
  }

  private func fits(_ cost: Int, with held: Int) -> Bool { held == 0 || cost <= total - held }
}
