import AliceCatalog
import AliceWorkspace

/// Converts the bills of providers into the costs that count.
struct JobBills: Sendable {
  /// The prices; nil if none are known.
  let models: ModelStore?

  /// Returns the bill of a job, or nil if nothing is known of its cost.
  func bill(for job: Job, units: String?) -> Bill? {
    Bill(
      units: units, price: model(of: job)?.price, quote: quote(of: job), estimate: job.estimate, reserved: job.reserved)
  }

  /// Returns what a failure costs for which the provider bills units.
  func charge(for job: Job, units: String?) -> JobMachine.Charge {
    bill(for: job, units: units).map(JobMachine.Charge.bill) ?? .unknown
  }

  /// Returns the ledger entry with the cost of a job or, if that is unknown, the reserved amount; the cost of the entry
  /// is unknown if neither is known. Returns nil if the job is free.
  func ledgerEntry(of job: Job) -> LedgerEntry? {
    guard !job.isFree else { return nil }
    let cost = job.cost ?? job.reserved.map { Cost(amount: $0, basis: .unverified) }
    return LedgerEntry(
      job: job.id, provider: job.provider, model: job.model, endpoint: job.endpoint, project: job.project,
      units: CollectedMedia(job)?.units, unit: unit(of: job), amount: cost?.amount, basis: cost?.basis ?? .unverified,
      reserved: job.reserved ?? job.estimate, created: job.due)
  }

  /// Returns the unit that the provider bills for the job, or nil if no price is known.
  func unit(of job: Job) -> String? { quote(of: job)?.unit ?? model(of: job)?.price?.billedUnit }

  /// Returns a warning about an implausible bill, with the reason, the counted amount and the correction; nil if the
  /// bill is plausible.
  func doubt(about job: Job) -> String? {
    guard job.isUnverified, let cost = job.cost else { return nil }
    let bill = bill(for: job, units: CollectedMedia(job)?.units)
    let isQuoted = quote(of: job) != nil
    let units = [bill?.units ?? "?", unit(of: job) ?? "units"].joined(separator: " × ")
    let total = "its bill comes to \(bill?.told?.inDollars ?? "?") USD (\(units))"
    let reason =
      switch bill?.doubt {
      case .high: "\(total), \(isQuoted ? "a hundred" : "ten") times what was expected at most, or more"
      case .low: "\(total), a \(isQuoted ? "hundredth" : "tenth") of what was expected, or less"
      case .unpriced where bill?.units == nil: "nothing is known of its price"
      case .unpriced: "no price is known for what its bill counts (\(units))"
      case nil: "its bill could not be believed when it came"
      }
    let refresh = bill?.doubt == .unpriced ? "'alice models refresh' asks for prices, " : ""
    return "job \(job.id): \(reason); \(cost.amount.inDollars) USD are counted, unverified (\(refresh)"
      + "'alice cost fix \(job.id) USD' puts it right)"
  }

  /// Returns the provider's price of the job's units: that of the time at which it was sent, or else that of today. A
  /// simulator inside this process has the prices of the list.
  private func quote(of job: Job) -> PriceQuote? { job.isFree ? nil : job.quote ?? model(of: job)?.quote }

  private func model(of job: Job) -> ModelSpec? {
    guard let models else { return nil }
    return models.priced(models.registry, knowing: [job.endpoint]).listed(job.endpoint)
  }
}
