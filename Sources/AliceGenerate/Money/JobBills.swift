import AliceCatalog
import AliceWorkspace

/// What providers say jobs have cost, and what is counted for it.
struct JobBills: Sendable {
  /// Nil where nobody is asked, so that no price is known.
  let models: ModelStore?

  /// Nil where nothing is known of what it cost.
  func bill(for job: Job, units: String?) -> Bill? {
    Bill(units: units, price: price(of: job), estimate: job.estimate, reserved: job.reserved)
  }

  /// What a job cost or, where that is not known, what was held back for it. Nil for what costs nothing, and where neither is
  /// known.
  func ledgerEntry(of job: Job) -> LedgerEntry? {
    guard !job.isFree, let cost = job.cost ?? job.reserved.map({ Cost(amount: $0, basis: .unverified) }) else {
      return nil
    }
    return LedgerEntry(
      job: job.id, provider: job.provider, model: job.model, endpoint: job.endpoint, project: job.project,
      units: CollectedMedia(job)?.units, unit: unit(of: job), amount: cost.amount, basis: cost.basis,
      created: job.created)
  }

  /// What the provider counts for such a job; nil where no price is known.
  func unit(of job: Job) -> String? { price(of: job)?.billedUnit }

  /// That its bill is not believed, why, what is counted, and how that is put right; nil where it is believed.
  func doubt(about job: Job) -> String? {
    guard job.isUnverified, let cost = job.cost else { return nil }
    let bill = bill(for: job, units: CollectedMedia(job)?.units)
    let units = [bill?.units ?? "?", unit(of: job) ?? "units"].joined(separator: " × ")
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

  private func price(of job: Job) -> ModelPrice? { models?.registry.listed(job.endpoint)?.price }
}
