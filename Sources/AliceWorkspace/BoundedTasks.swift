import Dispatch
import Synchronization

/// Processes items in separate tasks, which start in the order of the items, at most `width` at a time.
package struct BoundedTasks: Sendable {
  private let width: Int

  package init(width: Int) { self.width = max(1, width) }

  /// Passes each result, with the index of its item, to `each` as it completes. Once `each` returns false or the task
  /// is cancelled, no further item is started. Returns how many were started.
  @discardableResult
  package func run<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item) async -> Result, each: (Int, Result) -> Bool
  ) async -> Int {
    await withTaskGroup(of: (Int, Result).self) { group in
      var begun = 0
      var goesOn = true
      func begin() {
        guard goesOn, begun < items.count, !Task.isCancelled else { return }
        let (index, item) = (begun, items[begun])
        begun += 1
        group.addTask { (index, await work(item)) }
      }
      for _ in 0..<min(width, items.count) { begin() }
      for await (index, result) in group {
        goesOn = each(index, result) && goesOn
        begin()
      }
      return begun
    }
  }

  /// Processes the items, and passes on results in the order of the items, each as soon as all before it are complete.
  package func runInOrder<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item) async -> Result, each: (Result) -> Void
  ) async {
    var waiting: [Int: Result] = [:]
    var next = 0
    await run(items, work) { index, result in
      waiting[index] = result
      while let ready = waiting.removeValue(forKey: next) {
        each(ready)
        next += 1
      }
      return true
    }
  }

  /// Does the same for results on which the caller works at length, while further items are processed. An error of
  /// `each` and the end of the task end the rest.
  package func forEachInOrder<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item) async -> Result, each: (Result) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var (begun, next) = (0, 0)
      var waiting: [Int: Result] = [:]
      func begin() {
        guard begun < items.count else { return }
        let (index, item) = (begun, items[begun])
        begun += 1
        group.addTask { (index, await work(item)) }
      }
      for _ in 0..<min(width, items.count) { begin() }
      while let (index, result) = try await group.next() {
        try Task.checkCancellation()
        waiting[index] = result
        while let ready = waiting.removeValue(forKey: next) {
          try await each(ready)
          next += 1
        }
        begin()
      }
    }
  }

  /// Processes the items for a caller that is not asynchronous, and returns the results in their order. After the task
  /// is cancelled, the results are incomplete.
  package func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ work: @Sendable (Item) -> Result
  ) -> [Result] {
    let begun = Mutex(0)
    let results = Mutex([Result?](repeating: nil, count: items.count))
    DispatchQueue.concurrentPerform(iterations: min(width, items.count)) { _ in
      // Only the thread of the caller knows its task.
      while let index = begun.withLock({ begun -> Int? in
        if Task.isCancelled { begun = items.count }
        guard begun < items.count else { return nil }
        defer { begun += 1 }
        return begun
      }) {
        let result = work(items[index])
        results.withLock { $0[index] = result }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
