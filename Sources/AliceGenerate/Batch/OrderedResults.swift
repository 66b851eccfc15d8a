import AliceNumbers
import Synchronization

/// Groups the outcomes of jobs, which come in any order, by row, and reports the rows in order.
final class OrderedResults: Sendable {
  private struct State {
    var outcomes: [JobRunner.Outcome?]
    var missing: [Int]
    var reported = 0
    var results: [BatchRowResult] = []
  }

  private let rows: [BatchRow]
  /// The index of the first job of each row, followed by the number of jobs.
  private let starts: [Int]
  private let owner: [Int]
  private let library: BytePath
  private let counter: RunCounter
  private let each: @Sendable (BatchRowResult) -> Void
  private let state: Mutex<State>

  init(
    _ rows: [BatchRow], sizes: [Int], jobs: [Job], library: BytePath, counter: RunCounter,
    each: @escaping @Sendable (BatchRowResult) -> Void
  ) {
    self.rows = rows
    self.library = library
    self.counter = counter
    self.each = each
    starts = sizes.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    owner = sizes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    state = Mutex(State(outcomes: Array(repeating: nil, count: jobs.count), missing: sizes))
  }

  var results: [BatchRowResult] { state.withLock { $0.results } }

  /// Records an outcome. `each` is called under the lock, so that rows are reported in order, one at a time.
  func take(_ outcome: JobRunner.Outcome, at index: Int) {
    state.withLock { state in
      guard state.outcomes[index] == nil else { return }
      state.outcomes[index] = outcome
      state.missing[owner[index]] -= 1
      counter.spend(outcome.job)
      if state.missing[owner[index]] == 0 {
        let row = state.outcomes[starts[owner[index]]..<starts[owner[index] + 1]].compactMap { $0 }
        counter.end(row)
      }
      while state.reported < rows.count, state.missing[state.reported] == 0 {
        let row = state.reported
        let result = BatchRowResult(row: rows[row], result: whole(state.outcomes[starts[row]..<starts[row + 1]]))
        state.results.append(result)
        state.reported += 1
        each(result)
      }
    }
  }

  private func whole(_ outcomes: ArraySlice<JobRunner.Outcome?>) -> GenerationResult {
    GenerationResult(outcomes.compactMap { $0 }, in: library)
  }
}
