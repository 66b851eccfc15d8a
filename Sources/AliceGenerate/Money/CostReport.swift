import AliceCatalog
public import AliceModel
package import AliceWorkspace

/// The totals of the ledger.
public struct CostSummary: Sendable {
  /// One group for each combination of the keys; empty if no key is given.
  public let groups: [CostGroup]
  /// The total of all jobs; nil if nothing was spent.
  public let total: CostGroup?
  /// The bills that are higher than what was reserved for their requests, the greatest excess first.
  public let excesses: [BillExcess]
}

/// Calculates the amount spent, the wasted part of it, and the cost of each kept asset.
package struct CostReport: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Returns the report. `since` and `until` are dates of the search language; `until` includes all of the period that
  /// it names.
  package func report(by keys: [CostKey], since: String? = nil, until: String? = nil, dateOrder: DateOrder? = nil)
    throws -> CostSummary
  {
    let context = SearchContext(today: workspace.clock.now(), dateOrder: dateOrder)
    let start = try since.map { try moment($0, context, SearchMoment.start) }
    let end = try until.map { try moment($0, context, SearchMoment.end) }
    let verdicts = try workspace.catalog.verdicts()
    let journal = try workspace.journal()
    return CostSummary(
      groups: try keys.isEmpty ? [] : journal.costs(by: keys, from: start, to: end, verdicts: verdicts),
      total: try journal.costs(by: [], from: start, to: end, verdicts: verdicts).first,
      excesses: try journal.excesses(from: start, to: end))
  }

  private func moment(
    _ text: String, _ context: SearchContext, _ read: (String, SearchContext) -> SearchMoment?
  ) throws -> SearchMoment {
    guard let moment = read(text, context) else {
      throw AliceError.badDate(text)
    }
    return moment
  }
}
