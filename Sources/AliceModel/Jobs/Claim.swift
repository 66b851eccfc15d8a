/// Work in a library that one process at a time may do.
package enum Claim: Sendable, Hashable {
  /// A paid request, by its id: sending it, waiting for it, taking its files.
  case job(String)
  /// A batch or a pipeline, by its short name.
  case run(String)
  /// A change of files, by its number in the journal: doing it or undoing it.
  case operation(Int64)
  /// Deciding what is new and reserving what it costs.
  case turn

  /// The name that the claim has in the library; processes of every version of alice must agree on it.
  package var name: String {
    switch self {
    case .job(let id): id
    case .run(let name): "run\(name)"
    case .operation(let id): "operation\(id)"
    case .turn: "turn"
    }
  }
}
