/// Many wishes, as one run that can be stopped and goes on.
public struct BatchRequest: Sendable {
  /// What a new account may run at a time; more would wait in the provider's queue.
  public static let standardConcurrency = 2
  public static let maximumConcurrency = 256

  public var rows: [BatchRow]
  /// The run's name; nil derives it from the rows, so that the same rows are the same run.
  public var run: String?
  /// Requests at the provider at a time.
  public var concurrency: Int
  /// Sends requests again that the provider refused or that failed.
  public var retriesFailed: Bool
  /// Begins a new run though there is one of the same rows.
  public var again: Bool
  /// For the whole run, also where it is continued; nil sets none.
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

/// What became of a row.
public struct BatchRowResult: Sendable {
  public let row: BatchRow
  public let result: GenerationResult
}

/// What became of a batch: one result for each row, in the order of the rows.
public struct BatchResult: Sendable {
  public let run: String
  public let rows: [BatchRowResult]
  /// How many requests had been made before this time.
  public let alreadyDone: Int

  /// All of it as one.
  public var whole: GenerationResult {
    GenerationResult(
      assets: rows.flatMap(\.result.assets), files: rows.flatMap(\.result.files), jobs: rows.flatMap(\.result.jobs),
      failures: rows.flatMap(\.result.failures), warnings: rows.flatMap(\.result.warnings))
  }
}
