import AliceKit

/// Prints the results of a batch: rows in the order of the input, each as soon as all before it are done.
struct BatchOutput: Sendable {
  private let session: Session
  private let printer: ListPrinter<BatchRowResult>

  init(session: Session) {
    self.session = session
    let list = ListFormat<BatchRowResult>(
      json: { [root = session.root] in BatchOutput.json($0, in: root) }, paths: \.result.files)
    printer = ListPrinter(list, on: session.console, as: session.format, pace: .each)
  }

  /// Prints the estimated cost.
  func print(_ plan: BatchPlan) {
    let requests = plan.rows.reduce(0) { $0 + $1.plan.requests.count }
    session.console.write(
      document: [
        "rows": .array(plan.rows.map(json)),
        "cost": plan.estimate.map { Cost(amount: $0, basis: .estimate).json } ?? .null,
      ],
      text: (plan.estimate.map { "\($0) USD" } ?? "unknown") + " (\(plan.rows.count) rows, \(requests) requests)",
      as: session.format)
    if !session.format.isJSON, let model = plan.unpriced {
      session.console.note("the price of \(TerminalText(model)) is not known")
    }
  }

  private func json(_ row: BatchPlan.Row) -> JSONValue {
    [
      "row": JSONValue(row.row.number), "model": .string(row.plan.model.name),
      "requests": .array(row.plan.requests.map { row.plan.kept($0.input) }),
      "estimate": JSONValue(row.plan.estimate?.description),
    ]
  }

  func tell(_ row: BatchRowResult) {
    for warning in row.result.warnings { session.console.warn("row \(row.row.number): \(TerminalText(warning))") }
    for failure in row.result.failures where !failure.isStop {
      session.console.error("row \(row.row.number): \(failure.sentence)")
    }
    printer.add(row)
  }

  /// Throws the exit status that the failures call for.
  func finish(_ result: BatchResult, problems: [BatchProblem]) throws {
    let whole = result.whole
    printer.finish { _ in
      [
        "run": .string(result.run), "rows": .array(result.rows.map { BatchOutput.json($0, in: session.root) }),
        "cost": whole.cost?.json ?? .null,
        "refused": .array(problems.map { ["row": JSONValue($0.row), "reason": .string($0.error.sentence)] }),
      ]
    }
    if result.alreadyDone > 0 {
      session.console.note("\(result.alreadyDone) of \(whole.jobs.count) requests were done before (run \(result.run))")
    }
    if let cost = whole.cost { session.console.note(cost.words) }
    for outcome in result.cancelled { session.console.error(outcome.sentence) }
    if let failure = failure(whole, isCancelled: !result.cancelled.isEmpty) { throw failure }
    if !problems.isEmpty { throw Failure(.partly) }
  }

  private func failure(_ whole: GenerationResult, isCancelled: Bool) -> Failure? {
    guard !whole.failures.isEmpty else { return nil }
    if whole.failures.contains(where: \.isDetachment) || whole.failures.allSatisfy(\.isStop) {
      let again = isCancelled ? "; --retry-failed sends what was cancelled again" : ""
      return Failure(.interrupted, BatchOutput.stopped + again)
    }
    let told = whole.failures.filter { !$0.isStop }
    let isMixed = !whole.assets.isEmpty || Set(told.map(\.status)).count > 1
    return Failure(isMixed ? .partly : told[0].status, "\(told.count) of \(whole.jobs.count) requests failed")
  }

  static let stopped = "stopped; the same command resumes it, and pays for nothing twice"

  private static func json(_ row: BatchRowResult, in library: BytePath) -> JSONValue {
    let result = row.result
    var object: JSONObject = ["row": JSONValue(row.row.number)]
    if !row.row.variation.isEmpty {
      let values = row.row.variation.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
      object["vary"] = .object(JSONObject(values))
    }
    object["assets"] = .array(result.assets.map { $0.json(in: library) })
    object["job"] = JSONValue(result.jobs.first?.id)
    object["jobs"] = .array(result.jobs.map { .string($0.id) })
    object["cost"] = result.cost?.json ?? .null
    object["error"] = JSONValue(result.failures.first?.sentence)
    return .object(object)
  }
}

extension AliceError {
  /// Whether this is not a failure of the request: alice stopped waiting, or did not send it.
  var isStop: Bool {
    switch self {
    case .detached, .notSent: true
    default: false
    }
  }
}
