/// What a state says of its job.
extension JobMachine.State {
  package var name: Job.State {
    switch self {
    case .prepared: .prepared
    case .submitting: .submitting
    case .unknown: .unknown
    case .submitted, .collecting: .submitted
    case .done: .done
    case .ended(.failed, _): .failed
    case .ended(.notSubmitted, _): .notSubmitted
    case .ended(.cancelled, _): .cancelled
    }
  }

  /// One line for the user.
  package var note: String? {
    switch self {
    case .prepared(let note), .submitting(let note), .unknown(let note), .submitted(_, let note),
      .collecting(_, _, let note), .done(_, let note), .ended(_, let note):
      note
    }
  }

  package var ticket: JobTicket? {
    switch self {
    case .submitted(let ticket, _), .collecting(let ticket, _, _): ticket
    case .prepared, .submitting, .unknown, .done, .ended: nil
    }
  }

  /// What the ledger lacks: an entry if the provider may have the job and has not reported its bill.
  var owed: JobMachine.Ledger {
    switch self {
    case .submitting, .unknown, .submitted: .entry
    case .prepared, .collecting, .done, .ended: .unchanged
    }
  }

  func noting(_ note: String) -> Self {
    switch self {
    case .submitted(let ticket, _): .submitted(ticket, note: note)
    case .collecting(let ticket, let media, _): .collecting(ticket, media, note: note)
    case .prepared, .submitting, .unknown, .done, .ended: self
    }
  }
}
