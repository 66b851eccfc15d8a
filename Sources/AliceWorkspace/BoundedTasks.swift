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
}
