package import AliceWorkspace

/// Many requests as one run, which can be stopped and resumed.
public struct BatchRequest: Sendable {
  /// The number of requests that a new account may run at a time; more would wait in the provider's queue.
  public static let standardConcurrency = 2
  public static let maximumConcurrency = 256

  public var rows: [BatchRow]
  /// The name of the run; nil derives it from the rows, so that the same rows are the same run.
  public var run: String?
  /// The maximum number of simultaneous requests.
  public var concurrency: Int
  /// Whether to send refused and failed requests again.
  public var retriesFailed: Bool
  /// Whether to begin a new run although there is one of the same rows.
  public var again: Bool
  /// The spending limit of the whole run, also when it is resumed; nil sets none.
  public var maxCost: Money?

  public init(
    rows: [BatchRow], run: String? = nil, concurrency: Int = BatchRequest.standardConcurrency,
    retriesFailed: Bool = false, again: Bool = false, maxCost: Money? = nil
  ) {
    self.rows = rows
    self.run = run
    self.concurrency = concurrency
    self.retriesFailed = retriesFailed
    self.again = again
    self.maxCost = maxCost
  }
}

/// The result of a row.
public struct BatchRowResult: Sendable {
  public let row: BatchRow
  public let result: GenerationResult
}

/// The result of a batch: one result for each row, in the order of the rows.
public struct BatchResult: Sendable {
  public let run: String
  public let rows: [BatchRowResult]
  /// The number of requests that were complete before this time.
  public let alreadyDone: Int
  /// What became of the requests that the user cancelled at the provider, after stopping the run.
  package var cancelled: [AliceError] = []

  init(run: String, rows: [BatchRowResult], alreadyDone: Int) {
    self.run = run
    self.rows = rows
    self.alreadyDone = alreadyDone
  }

  /// All results merged into one.
  public var whole: GenerationResult {
    GenerationResult(
      assets: rows.flatMap(\.result.assets), files: rows.flatMap(\.result.files), jobs: rows.flatMap(\.result.jobs),
      failures: rows.flatMap(\.result.failures), warnings: rows.flatMap(\.result.warnings))
  }
}
