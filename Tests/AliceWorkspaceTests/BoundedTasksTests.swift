import AliceModel
import AliceWorkspace
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct BoundedTasksTests {
  private final class Count: Sendable {
    private let state = Mutex((running: 0, most: 0, begun: [Int]()))

    var most: Int { state.withLock { $0.most } }
    var begun: [Int] { state.withLock { $0.begun } }

    func work(_ item: Int) async -> Int {
      state.withLock { state in
        state.running += 1
        state.most = max(state.most, state.running)
        state.begun.append(item)
      }
      // The first of all take the longest.
      try? await Task.sleep(for: .milliseconds(20 - item % 20))
      state.withLock { $0.running -= 1 }
      return item * 10
    }
  }

  @Test(arguments: [(0, 1), (1, 1), (3, 3), (100, 40)])
  func `no more than the width run at a time, and each item is worked on once`(width: Int, most: Int) async {
    let count = Count()
    var results: [Int: Int] = [:]
    let begun = await BoundedTasks(width: width).run(Array(0..<40), { await count.work($0) }) { index, result in
      results[index] = result
      return true
    }
    #expect(begun == 40 && results == Dictionary(uniqueKeysWithValues: (0..<40).map { ($0, $0 * 10) }))
    #expect(count.most <= most && count.begun.sorted() == Array(0..<40))
  }

  @Test func `as many as the width run at a time`() async {
    let count = Count()
    let begun = await BoundedTasks(width: 3).run(Array(0..<3)) { item in
      _ = await count.work(item)
      // Each waits for the others.
      while count.begun.count < 3 { try? await Task.sleep(for: .milliseconds(1)) }
    } each: { _, _ in
      true
    }
    #expect(begun == 3)
  }

  @Test func `results come in the order of the items, whichever ends first`() async {
    let count = Count()
    var results: [Int] = []
    await BoundedTasks(width: 8).runInOrder(Array(0..<40), { await count.work($0) }) { results.append($0) }
    #expect(results == (0..<40).map { $0 * 10 } && count.most <= 8)
  }

  @Test func `after a no nothing more begins, and what runs is waited for`() async {
    let count = Count()
    var told = 0
    let begun = await BoundedTasks(width: 4).run(Array(0..<40), { await count.work($0) }) { _, _ in
      told += 1
      return told < 3
    }
    #expect(begun == told && begun == count.begun.count && (3...6).contains(begun))
  }

  @Test func `a cancelled task begins nothing more`() async {
    let count = Count()
    let working = Task {
      await BoundedTasks(width: 2).run(Array(0..<40), { await count.work($0) }) { _, _ in
        withUnsafeCurrentTask { $0?.cancel() }
        return true
      }
    }
    let begun = await working.value
    #expect(begun == 2 && count.begun.count == 2)
  }

  @Test func `without items there is nothing to wait for`() async {
    #expect(await BoundedTasks(width: 4).run([Int](), { $0 }) { _, _ in true } == 0)
  }

  private struct Failure: Error {}

  @Test func `while the caller works on a result, others are processed, and their order is kept`() async throws {
    let count = Count()
    var results: [Int] = []
    try await BoundedTasks(width: 4).forEachInOrder(Array(0..<40), { await count.work($0) }) { result in
      try await Task.sleep(for: .milliseconds(1))
      results.append(result)
    }
    #expect(results == (0..<40).map { $0 * 10 } && count.most <= 4)
  }

  @Test func `an error of the caller begins nothing more`() async {
    let count = Count()
    await #expect(throws: Failure.self) {
      try await BoundedTasks(width: 4).forEachInOrder(Array(0..<40), { await count.work($0) }) { _ in throw Failure() }
    }
    #expect(count.begun.count <= 8)
  }

  @Test func `the end of the task ends what the caller works on`() async {
    let working = Task {
      try await BoundedTasks(width: 2).forEachInOrder(Array(0..<40), { $0 }) { item in
        if item == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await working.value }
  }

  @Test(arguments: [0, 1, 3, 100])
  func `without waiting for tasks, results come in the order of the items`(width: Int) {
    let begun = Mutex<[Int]>([])
    let results = BoundedTasks(width: width).map(Array(0..<40)) { item in
      begun.withLock { $0.append(item) }
      return item * 10
    }
    #expect(results == (0..<40).map { $0 * 10 })
    #expect(begun.withLock { $0.sorted() } == Array(0..<40))
    #expect(BoundedTasks(width: width).map([Int]()) { $0 } == [])
  }

  @Test func `a cancelled task gets incomplete results without waiting for tasks`() async {
    let working = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return BoundedTasks(width: 1).map(Array(0..<40)) { $0 }
    }
    #expect(await working.value == [])
  }
}
