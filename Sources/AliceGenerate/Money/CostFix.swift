package import AliceWorkspace
import AliceCatalog
import AliceLibrary

/// Puts right what is counted for a job, by what a person read on the provider's invoice: in the files, then in the ledger.
package struct CostFix: Sendable {
  package let job: Job
  package let amount: Money
  /// The files of the library that came of it.
  package let assets: [Asset]
  private let workspace: Workspace

  /// Throws where there is nothing to put right: for a job that may still be billed, one that was never sent, or a simulated one.
  package init(_ name: String, to amount: Money, in workspace: Workspace) throws {
    let job = try GenerateJob.job(name, in: workspace)
    guard !job.isFree else { throw AliceError.configuration("job \(job.id) was simulated, and is free") }
    let isBooked = try workspace.journal().hasEntry(of: job.id)
    guard isBooked || !job.state.isOpen else {
      throw AliceError.configuration("job \(job.id) is not at its end: 'alice jobs resume \(job.id)' asks for its bill")
    }
    self.job = job
    self.amount = amount
    self.workspace = workspace
    assets = try job.assets.compactMap { try workspace.catalog.asset($0) }.filter {
      !$0.missing && $0.record.provenance.requestID == job.requestID
    }
  }

  package var json: JSONObject {
    [
      "job": .string(job.id), "before": job.cost?.json ?? .null,
      "cost": Cost(amount: amount, basis: .billed).json, "assets": .array(assets.map { .string($0.id.hex) }),
    ]
  }

  /// Answers with the files that could not be written to, and why; the ledger is right all the same. Throws where another
  /// process works on the job.
  package func apply() throws -> [(BytePath, any Error)] {
    guard let claim = try workspace.library.claim(job: job.id) else { throw AliceError.jobTaken(job.id) }
    defer { withExtendedLifetime(claim) {} }
    let lock = try workspace.lock()
    defer { withExtendedLifetime(lock) {} }
    let failed = try rewrite()
    var fixed = try workspace.journal().job(job.id) ?? job
    fixed.billed = amount
    fixed.isUnverified = false
    fixed.updated = workspace.clock.now()
    try workspace.journal().update(fixed, spending: fixed.ledgerEntry())
    return failed
  }

  private func rewrite() throws -> [(BytePath, any Error)] {
    let log = OperationLog("cost", arguments: .object(json), in: workspace)
    var failed: [(BytePath, any Error)] = []
    for (asset, share) in zip(assets, amount.shares(assets.count)) {
      do {
        var record = try workspace.rewriter.current(asset).record
        record.provenance.cost = Cost(amount: share, basis: .billed)
        let changed = try workspace.rewriter.rewrite(asset, as: record)
        try log.append(changed.step.map { [$0] } ?? [])
      } catch {
        failed.append((asset.path, error))
      }
    }
    try log.finish(isWhole: failed.isEmpty)
    return failed
  }
}
