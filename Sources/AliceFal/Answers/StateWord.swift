/// The meaning of a status in the queue.
///
/// fal documents three words. Gateways, partners and clients that stand between use others, for the same five meanings.
enum StateWord: Sendable, Hashable, CaseIterable {
  case waiting, running, completed, failed, withdrawn

  /// Returns nil for a word that is not known. Upper and lower case, blanks and hyphens make no difference.
  init?(_ text: String) {
    guard text.utf8.count <= 64 else { return nil }
    let word = String(text.uppercased().filter { $0.isLetter })
    guard let meaning = StateWord.allCases.first(where: { $0.words.contains(word) }) else { return nil }
    self = meaning
  }

  /// Without anything but letters, as `init` compares them.
  private var words: [String] {
    switch self {
    case .waiting:
      [
        "INQUEUE", "QUEUED", "QUEUE", "ENQUEUED", "PENDING", "WAITING", "SCHEDULED", "SUBMITTED", "CREATED", "ACCEPTED",
        "NOTSTARTED",
      ]
    case .running:
      [
        "INPROGRESS", "PROGRESS", "PROCESSING", "RUNNING", "STARTED", "STARTING", "GENERATING", "WORKING", "ACTIVE",
        "RETRYING",
      ]
    case .completed: ["COMPLETED", "COMPLETE", "SUCCEEDED", "SUCCESS", "SUCCESSFUL", "DONE", "FINISHED", "READY"]
    case .failed:
      [
        "FAILED", "FAILURE", "FAIL", "ERROR", "ERRORED", "TIMEOUT", "TIMEDOUT", "EXPIRED", "REJECTED", "BLOCKED",
        "CRASHED", "TERMINATED", "KILLED", "DENIED", "INVALID", "MODERATED", "REQUESTMODERATED", "CONTENTMODERATED",
      ]
    case .withdrawn: ["CANCELLED", "CANCELED", "ABORTED", "CLIENTCANCELLED", "CLIENTCANCELED", "REVOKED"]
    }
  }

  /// True if the request has not ended.
  var isOpen: Bool {
    switch self {
    case .waiting, .running: true
    case .completed, .failed, .withdrawn: false
    }
  }
}
