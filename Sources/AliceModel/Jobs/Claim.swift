/// Work in a library that only one process at a time may do.
package enum Claim: Sendable, Hashable {
  /// A paid request, by its id: submitting it, waiting for it, downloading its files.
  case job(String)
  /// A batch or a pipeline, by its short name.
  case run(String)
  /// An operation on files, by its number in the journal: carrying it out or undoing it.
  case operation(Int64)
  /// Deciding which requests are new, and reserving their cost.
  case turn
  /// Showing the library in a browser.
  case gallery

  /// The name of the claim in the library; processes of every version of alice must agree on it.
  package var name: String {
    switch self {
    case .job(let id): id
    case .run(let name): "run\(name)"
    case .operation(let id): "operation\(id)"
    case .turn: "turn"
    case .gallery: "gallery"
    }
  }
}
