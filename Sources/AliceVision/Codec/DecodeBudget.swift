import Dispatch
import Synchronization

/// The memory that pictures which are decoded at the same time share.
///
/// Who finds it taken waits for its turn, first come, first served, so that a large picture is not kept waiting by small
/// ones: the others are at work on threads of their own and need nothing of the one that waits.
final class DecodeBudget: Sendable {
  /// In bytes.
  let total: Int
  private let isThere: @Sendable (Int) -> Bool
  private let queue = Mutex(Queue())

  private struct Queue {
    var held = 0
    var waiting: [(cost: Int, turn: DispatchSemaphore)] = []
  }

  /// `isThere` says whether the system has so many bytes to give.
  init(_ total: Int, isThere: @escaping @Sendable (Int) -> Bool = SystemMemory.has) {
    self.total = total
    self.isThere = isThere
  }

  /// Does `work`, which takes `cost` bytes; what is larger than all of the budget goes alone. Throws `noMemory` where the
  /// system does not have so many: a program that finds that out by allotting them is at its end.
  func holding<Result>(
    _ cost: Int, _ work: () throws(VisionError) -> Result
  ) throws(VisionError) -> Result {
    take(cost)
    defer { give(cost) }
    guard isThere(cost) else { throw .noMemory }
    return try work()
  }

  private func take(_ cost: Int) {
    let turn = DispatchSemaphore(value: 0)
    let isTaken = queue.withLock { queue in
      guard queue.waiting.isEmpty, fits(cost, beside: queue.held) else {
        queue.waiting.append((cost, turn))
        return false
      }
      queue.held += cost
      return true
    }
    if !isTaken { turn.wait() }
  }

  /// Takes for those that waited: who came in between cannot be before them.
  private func give(_ cost: Int) {
    let turns = queue.withLock { queue in
      queue.held -= cost
      var turns: [DispatchSemaphore] = []
      while let next = queue.waiting.first, fits(next.cost, beside: queue.held) {
        queue.waiting.removeFirst()
        queue.held += next.cost
        turns.append(next.turn)
      }
      return turns
    }
    for turn in turns { turn.signal() }
  }

  private func fits(_ cost: Int, beside held: Int) -> Bool { held == 0 || cost <= total - held }
}
