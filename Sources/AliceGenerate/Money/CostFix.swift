import AliceCatalog
import AliceFal
import AliceLibrary
package import AliceWorkspace

/// Puts right what is counted for a job, by what a person read on the provider's invoice: in the files, then in the ledger.
package struct CostFix: Sendable {
  package let job: Job
  package let amount: Money
  /// The files of the library that came of it.
  package let assets: [Asset]
  private let workspace: Workspace

  /// Throws where there is nothing to put right: for a job that may still be billed, one that was never sent, or a simulated one.
  package init(_ name: String, to amount: Money, in workspace: Workspace) throws {
    let job = try GenerationRunner.job(name, in: workspace)
    guard !job.isFree else { throw AliceError.configuration("job \(job.id) was simulated, and is free") }
    let isBooked = try workspace.journal().hasEntry(of: job.id)
    guard isBooked || !job.state.isOpen else {
      throw AliceError.configuration("job \(job.id) is not at its end: 'alice jobs resume \(job.id)' asks for its bill")
    }
    guard isBooked || job.requestID != nil else {
      throw AliceError.configuration("job \(job.id) never reached the provider, so nothing was billed for it")
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
  /// process works on the job, and where the task is cancelled: then the ledger is as it was, and the same again does the rest.
  package func apply() throws -> [(BytePath, any Error)] {
    guard let claim = try workspace.library.claim(.job(job.id)) else { throw AliceError.jobTaken(job.id) }
    defer { withExtendedLifetime(claim) {} }
    let lock = try workspace.lock(untilCancelled: true)
    defer { withExtendedLifetime(lock) {} }
    let failed = try rewrite()
    var fixed = try workspace.journal().job(job.id) ?? job
    fixed.billed = amount
    fixed.isUnverified = false
    fixed.updated = workspace.clock.now()
    try workspace.journal().update(fixed, spending: JobBills(models: nil).ledgerEntry(of: fixed))
    return failed
  }

  private func rewrite() throws -> [(BytePath, any Error)] {
    let log = OperationLog("cost", arguments: .object(json), in: workspace)
    var failed: [(BytePath, any Error)] = []
    let rewriter = Rewriter(workspace: workspace, untilCancelled: true)
    let shares = job.shares(of: amount)
    for asset in assets {
      do {
        try Task.checkCancellation()
        var record = try rewriter.current(asset).record
        record.provenance.cost = shares[asset.id].map { Cost(amount: $0, basis: .billed) }
        let changed = try rewriter.rewrite(asset, as: record)
        try log.append(changed.step.map { [$0] } ?? [])
      } catch is CancellationError {
        // That it was stopped is worth more than that the journal could not be told.
        try? log.finish(isWhole: false)
        throw CancellationError()
      } catch {
        failed.append((asset.path, error))
      }
    }
    try log.finish(isWhole: failed.isEmpty)
    return failed
  }
}

extension Job {
  /// What each of its files cost where all that were made cost `amount`: one that is deleted by now was paid for too, and so
  /// was one that could never be had.
  fileprivate func shares(of amount: Money) -> [AssetID: Money] {
    let taken = CollectedMedia(self)
    let made = taken?.output.map { FalMedia.mediaURLs(in: $0).count }
    let parts = amount.shares(max(made ?? taken?.items.count ?? 0, assets.count))
    var shares = Dictionary(zip(assets, parts)) { first, _ in first }
    for (index, item) in (taken?.items ?? [:]).sorted(by: { $0.key > $1.key }) where parts.indices.contains(index) {
      if case .asset(let id) = item { shares[id] = parts[index] }
    }
    return shares
  }
}
