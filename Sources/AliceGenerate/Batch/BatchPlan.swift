import AliceNumbers
package import AliceWorkspace

/// The rows of a batch, each checked against the parameters of its model.
package struct BatchPlan: Sendable {
  package struct Row: Sendable {
    package let row: BatchRow
    package let plan: GenerationPlan
    /// Identifies the content of the row; a repeated row has its number appended.
    let key: String
  }

  package let rows: [Row]
  package let problems: [BatchProblem]

  /// The sum of all estimates; nil if one is unknown.
  package var estimate: Money? {
    let known = rows.compactMap(\.plan.estimate)
    return known.count == rows.count ? known.reduce(.zero, +) : nil
  }

  /// The name of the first model whose price is unknown.
  package var unpriced: String? { rows.first { $0.plan.estimate == nil }?.plan.model.name }

  /// Returns the same name for the same rows.
  func digest() throws -> String {
    try RunName.digest(of: rows.map(\.key).joined(separator: "\n"), domain: "alice:batch:1")
  }

  /// Checks the rows. Nothing is sent, uploaded or written. Ids of assets are looked up in `workspace`, styles and
  /// wildcards in `prompts`.
  package init(
    _ rows: [BatchRow], registry: ModelRegistry = .builtIn, in workspace: Workspace? = nil, prompts: PromptFiles? = nil
  ) async throws {
    var planned: [Row] = []
    var problems: [BatchProblem] = []
    var seen: [String: Int] = [:]
    for row in rows {
      try Task.checkCancellation()
      do {
        let plan = try await GenerationRunner.plan(
          row.request, registry: registry, in: workspace, prompts: prompts)
        let key = try BatchPlan.key(row.request, plan)
        let number = seen[key, default: 0] + 1
        seen[key] = number
        planned.append(Row(row: row, plan: plan, key: number == 1 ? key : "\(key).\(number)"))
      } catch let error as AliceError {
        problems.append(BatchProblem(row: row.number, error: error))
      }
    }
    self.rows = planned
    self.problems = problems
  }

  /// Depends only on what is requested, not on the row's tags or number. An input file counts by its content, and a
  /// wildcard by its name, so that the row is the same whatever it draws.
  private static func key(_ request: GenerationRequest, _ plan: GenerationPlan) throws -> String {
    let parts = ["\(request.count)"] + plan.requests.map { $0.undrawn ?? $0.fingerprint }
    return try RunName.digest(of: parts.joined(separator: "\n"), domain: "alice:row:1")
  }
}
