import Synchronization

/// Keeps the space of passes for later ones, because the system takes long to provide fresh memory. There is as much of
/// it as passes have run at the same time.
final class ScratchPool: Sendable {
  private let free = Mutex<[AlignedFloats]>([])
  private let count: Int

  /// `count` is the number of floats of one space.
  init(count: Int) { self.count = count }

  func lending<Result>(_ body: (inout AlignedFloats) -> Result) -> Result {
    var space = free.withLock { $0.popLast() } ?? AlignedFloats(count: count)
    defer { free.withLock { $0.append(space) } }
    return body(&space)
  }
}
