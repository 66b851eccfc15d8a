import Foundation
import Synchronization

/// The memory that pictures which are decoded at the same time share.
///
/// Who finds it taken waits: the others are at work on threads of their own and need nothing of the one that waits.
final class DecodeBudget: Sendable {
  /// In bytes.
  let total: Int
  private let held = Mutex(0)
  private let freed = NSCondition()

  init(_ total: Int) { self.total = total }

  /// Does `work`, which takes `cost` bytes. Throws `noMemory` where the system does not have so many: a program that finds
  /// that out by allotting them is at its end.
  func holding<Result>(
    _ cost: Int, _ work: () throws(VisionError) -> Result
  ) throws(VisionError) -> Result {
    freed.lock()
    while !take(cost) { freed.wait() }
    freed.unlock()
    defer {
      freed.lock()
      held.withLock { $0 -= cost }
      freed.broadcast()
      freed.unlock()
    }
    guard DecodeBudget.isThere(cost) else { throw .noMemory }
    return try work()
  }

  /// What is larger than all of it goes alone.
  private func take(_ cost: Int) -> Bool {
    held.withLock { held in
      guard held == 0 || cost <= total - held else { return false }
      held += cost
      return true
    }
  }

  private static func isThere(_ cost: Int) -> Bool {
    let size = max(cost, 1)
    let place = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard place != MAP_FAILED else { return false }
    munmap(place, size)
    return true
  }
}
