import AliceCatalog
import AliceFal
import AliceLibrary
package import AliceWorkspace

/// Corrects the recorded cost of a job to the amount on the provider's invoice: in the files, then in the ledger.
package struct CostFix: Sendable {
  package let job: Job
  package let amount: Money
  /// The reason of the correction, for the log.
  package let note: String?
  /// The assets of the job that are in the library.
  package let assets: [Asset]
  private let workspace: Workspace

  /// Throws if there is nothing to correct: the job may still be billed, was never sent, or was simulated.
  package init(_ name: String, to amount: Money, note: String? = nil, in workspace: Workspace) throws {
    let job = try GenerationRunner.job(name, in: workspace)
    guard !job.isFree else { throw AliceError.costFix(job: job.id, .free) }
    let isBooked = try workspace.journal().hasEntry(of: job.id)
    guard isBooked || !job.state.isOpen else {
      throw AliceError.costFix(job: job.id, .open)
    }
    guard isBooked || job.requestID != nil else {
      throw AliceError.costFix(job: job.id, .neverSent)
    }
    self.job = job
    self.amount = amount
    self.note = note
    self.workspace = workspace
    assets = try job.assets.compactMap { try workspace.catalog.asset($0) }.filter {
      !$0.missing && $0.record.provenance.requestID == job.requestID
    }
  }

  package var json: JSONObject {
    [
      "job": .string(job.id), "before": job.cost?.json ?? .null,
      "cost": Cost(amount: amount, basis: .billed).json, "note": JSONValue(note),
      "assets": .array(assets.map { .string($0.id.hex) }),
    ]
  }

  /// Applies the correction. Returns the files that could not be written, and why; the ledger is correct in any case.
  /// Throws if another process works on the job, or the task is cancelled: the ledger is unchanged then, and a second
  /// call does the rest.
  package func apply() throws -> [(BytePath, any Error)] {
    guard let claim = try workspace.library.claim(.job(job.id)) else { throw AliceError.jobTaken(job.id) }
    defer { withExtendedLifetime(claim) {} }
    let lock = try workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    let failed = try rewrite()
    var fixed = try workspace.journal().job(job.id) ?? job
    fixed.billed = amount
    fixed.isUnverified = false
    fixed.updated = workspace.clock.now()
    let entry = JobBills(models: nil).ledgerEntry(of: fixed)
    guard try workspace.journal().advance(fixed, from: fixed.state, spending: entry) else {
      throw AliceError.jobTaken(job.id)
    }
    return failed
  }

  private func rewrite() throws -> [(BytePath, any Error)] {
    let log = OperationLog("cost", arguments: .object(json), in: workspace)
    // The correction is in the log also if the job has no file.
    _ = try log.begin()
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
        // The cancellation matters more than a failure to record it.
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
  /// Divides `amount` among all results: deleted ones and those that could not be fetched were paid for, too.
  fileprivate func shares(of amount: Money) -> [AssetID: Money] {
    let items = CollectedMedia(self)?.items ?? [:]
    let groups = CollectedMedia(self)?.output.map {
      MediaGroup.groups(of: FalMedia.mediaURLs(in: $0, apartFrom: input))
    }
    let places = groups?.map(\.main) ?? items.keys.sorted()
    let parts = amount.shares(max(places.count, assets.count))
    var shares = Dictionary(zip(assets, parts)) { first, _ in first }
    for (number, place) in places.enumerated().reversed() where parts.indices.contains(number) {
      if case .asset(let id) = items[place] { shares[id] = parts[number] }
    }
    return shares
  }
}
