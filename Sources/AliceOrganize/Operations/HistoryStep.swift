public import AliceModel
import AliceWorkspace

/// One step of an operation: what was done to which file.
public struct HistoryStep: Sendable {
  /// One thing that a step did. Paths in the library are relative to it.
  public struct Deed: Sendable, Hashable {
    /// A word such as `placed`.
    public let done: String
    /// The file that it was done to; nil for what concerns no single file.
    public let path: BytePath?
    /// Where the file came from.
    public internal(set) var from: BytePath?
    /// Where the file is now.
    public internal(set) var to: BytePath?

    var json: JSONValue {
      var object: JSONObject = ["done": .string(done)]
      object["path"] = path.map { .string($0.description) }
      object["from"] = from.map { .string($0.description) }
      object["to"] = to.map { .string($0.description) }
      return .object(object)
    }
  }

  private let step: JSONValue
  public let deeds: [Deed]

  /// The step as in the journal, with `deeds`.
  public var json: JSONValue {
    guard var object = step.objectValue else { return step }
    object["deeds"] = .array(deeds.map(\.json))
    return .object(object)
  }

  /// `hasPlaced` tells whether the operation has placed a file at a path.
  init(_ step: JSONValue, hasPlaced: (BytePath) throws -> Bool) rethrows {
    self.step = step
    deeds =
      try OperationStep(json: step).map { try HistoryStep.deeds(of: $0, hasPlaced) } ?? [Deed("is of a newer alice")]
  }

  /// Returns the words for the kinds of steps, with their numbers. What was about to be done, and notes about files that
  /// an undo restored, are no deeds.
  static func deeds(of kinds: [String?: Int]) -> [(done: String, count: Int)] {
    let words: [(kind: OperationStep.Kind, word: String)] = [
      (.place, "placed"), (.rewrite, "replaced"), (.move, "moved"), (.remove, "removed"), (.delete, "deleted"),
    ]
    return words.compactMap { kind, word in kinds[kind.rawValue].map { (done: word, count: $0) } }
  }

  private static func deeds(
    of step: OperationStep, _ hasPlaced: (BytePath) throws -> Bool
  ) rethrows -> [Deed] {
    switch step {
    case .intended(let step):
      // What came of it is in the step that follows.
      try hasPlaced(step.path) ? [] : [Deed("was about to place", step.path, from: step.source)]
    case .placed(let step):
      [Deed("placed", step.path, from: step.source)] + (step.removed.map(deeds) ?? [])
    case .removed(let removed): deeds(of: removed)
    case .rewrote(let step):
      (step.content == nil ? [] : [Deed("replaced", step.path)])
        + (step.sidecar == nil ? [] : [Deed("replaced", step.path.adding(suffix: ".xmp"))])
    case .moved(let move): [Deed("moved", move.from, to: move.to)]
    case .deleted(let move): [Deed("deleted", move.from, to: move.to)]
    case .settings(_, let after): [Deed("set the layout \(after.layout)\(after.quality ? ", by quality" : "")")]
    case .replaced: [Deed("noted the state of a restored file")]
    }
  }

  private static func deeds(of removed: RemovedSource) -> [Deed] {
    [Deed("removed", removed.source)] + removed.sidecars.map { Deed("removed", $0.source) }
  }
}

extension HistoryStep.Deed {
  fileprivate init(_ done: String, _ path: BytePath? = nil, from: BytePath? = nil, to: BytePath? = nil) {
    self.init(done: done, path: path, from: from, to: to)
  }
}
