import AliceCatalog
public import AliceModel
package import AliceWorkspace

/// The ledger, added up.
public struct CostSummary: Sendable {
  /// One for each combination of what was asked for; empty where nothing was.
  public let groups: [CostGroup]
  /// Nil where nothing was spent.
  public let total: CostGroup?
}

/// Adds up what was spent, what of it was wasted, and the cost of each kept asset.
package struct CostReport: Sendable {
  package typealias Report = CostSummary

  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Returns the report. `since` and `until` are dates of the search language; `until` includes all of the period that
  /// it names.
  package func report(by keys: [CostKey], since: String? = nil, until: String? = nil) throws -> Report {
    let start = try since.map { try moment($0, SearchMoment.start) }
    let end = try until.map { try moment($0, SearchMoment.end) }
    let verdicts = try workspace.catalog.verdicts()
    let journal = try workspace.journal()
    return Report(
      groups: try keys.isEmpty ? [] : journal.costs(by: keys, from: start, to: end, verdicts: verdicts),
      total: try journal.costs(by: [], from: start, to: end, verdicts: verdicts).first)
  }

  private func moment(
    _ text: String, _ read: (String, Timestamp) -> SearchMoment?
  ) throws -> SearchMoment {
    guard let moment = read(text, workspace.clock.now()) else {
      throw AliceError.badDate(text)
    }
    return moment
  }
}
