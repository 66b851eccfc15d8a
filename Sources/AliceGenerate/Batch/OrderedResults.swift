import Synchronization

/// Puts the ends of jobs, which come in any order, together to rows, and tells of rows in their order.
final class OrderedResults: Sendable {
  private struct State {
    var outcomes: [JobRunner.Outcome?]
    var missing: [Int]
    var told = 0
    var results: [BatchRowResult] = []
  }

  private let rows: [BatchRow]
  /// Where the jobs of each row begin; one more at the end.
  private let starts: [Int]
  private let owner: [Int]
  private let library: BytePath
  private let each: @Sendable (BatchRowResult) -> Void
  private let state: Mutex<State>

  init(
    _ rows: [BatchRow], sizes: [Int], jobs: [Job], library: BytePath,
    each: @escaping @Sendable (BatchRowResult) -> Void
  ) {
    self.rows = rows
    self.library = library
    self.each = each
    starts = sizes.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    owner = sizes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    state = Mutex(State(outcomes: Array(repeating: nil, count: jobs.count), missing: sizes))
  }

  var results: [BatchRowResult] { state.withLock { $0.results } }

  /// `each` is called under the lock: rows are told in order, one at a time.
  func take(_ outcome: JobRunner.Outcome, at index: Int) {
    state.withLock { state in
      guard state.outcomes[index] == nil else { return }
      state.outcomes[index] = outcome
      state.missing[owner[index]] -= 1
      while state.told < rows.count, state.missing[state.told] == 0 {
        let row = state.told
        let result = BatchRowResult(row: rows[row], result: whole(state.outcomes[starts[row]..<starts[row + 1]]))
        state.results.append(result)
        state.told += 1
        each(result)
      }
    }
  }

  private func whole(_ outcomes: ArraySlice<JobRunner.Outcome?>) -> GenerationResult {
    GenerationResult(outcomes.compactMap { $0 }, in: library)
  }
}
