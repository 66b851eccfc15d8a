import AliceCatalog
import AliceWorkspace

/// What providers say jobs have cost, and what is counted for it.
extension JobRunner {
  /// Nil where nothing is known of what it cost.
  func bill(for job: Job, units: String?) -> Bill? {
    Bill(units: units, price: price(of: job), estimate: job.estimate, reserved: job.reserved)
  }

  /// The job with what is counted for it, and with what stays of its answer: on disk, in the ledger, and told of where the bill
  /// is not believed.
  func registry(_ job: Job, _ taken: CollectedMedia) throws -> Job {
    var booked = job
    let bill = bill(for: job, units: taken.units)
    if let bill { booked.take(bill) }
    booked.taken = taken.json
    booked.updated = workspace.clock.now()
    try workspace.journal().update(booked, spending: ledgerEntry(of: booked, units: taken.units))
    if booked.isUnverified, let bill {
      publish(.generationUnverified, booked) { payload in
        payload.units = bill.units
        payload.unit = price(of: job)?.billedUnit
        payload.billed = bill.told
        payload.cost = booked.cost
      }
    }
    return booked
  }

  /// What a job cost, or may have cost, as far as it is known. Nil for what costs nothing, and where no price is known.
  func ledgerEntry(of job: Job, units: String? = nil) -> LedgerEntry? {
    job.ledgerEntry(units: units, unit: price(of: job)?.billedUnit)
  }

  /// That its bill is not believed, why, what is counted, and how that is put right; nil where it is believed.
  func doubt(about job: Job) -> String? {
    guard job.isUnverified, let cost = job.cost else { return nil }
    let bill = bill(for: job, units: CollectedMedia(job)?.units)
    let units = [bill?.units ?? "?", price(of: job)?.billedUnit ?? "units"].joined(separator: " × ")
    let told = "its bill comes to \(bill?.told?.inDollars ?? "?") USD (\(units))"
    let reason =
      switch bill?.doubt {
      case .high: "\(told), ten times what was expected at most, or more"
      case .low: "\(told), a tenth of what was expected, or less"
      case .unpriced where bill?.units == nil: "nothing is known of its price"
      case .unpriced: "no price is known for what its bill counts (\(units))"
      case nil: "its bill could not be believed when it came"
      }
    let refresh = bill?.doubt == .unpriced ? "'alice models refresh' asks for prices, " : ""
    return "job \(job.id): \(reason); \(cost.amount.inDollars) USD are counted, unverified (\(refresh)"
      + "'alice cost fix \(job.id) USD' puts it right)"
  }

  private func price(of job: Job) -> ModelPrice? { provider.models.registry.listed(job.endpoint)?.price }
}

extension Job {
  /// What it cost or, where that is not known, what was held back for it. Nil for what costs nothing, and where neither is known.
  func ledgerEntry(units: String? = nil, unit: String? = nil) -> LedgerEntry? {
    guard !isFree, let cost = cost ?? reserved.map({ Cost(amount: $0, basis: .unverified) }) else { return nil }
    return LedgerEntry(
      job: id, provider: provider, model: model, endpoint: endpoint, project: project, units: units, unit: unit,
      amount: cost.amount, basis: cost.basis, created: created)
  }
}
