/// Works on items in tasks of their own: they begin in the order of the items, at most `width` at a time.
package struct BoundedTasks: Sendable {
  private let width: Int

  package init(width: Int) { self.width = max(1, width) }

  /// `each` gets results, with the places of their items, as they come. Where it answers false, or the task is cancelled, no
  /// other item is begun. Answers how many were.
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

  /// The same with the results in the order of the items: each as soon as it and all before it are there.
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
