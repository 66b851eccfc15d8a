import AliceCatalog
import AliceWorkspace

/// The steps of an operation, which are read from the journal in portions: a run over a million files has two million.
struct OperationSteps {
  private let journal: Journal
  private let operation: Int64
  /// The position up to which the steps are known. What is appended later does not count.
  private let last: Int64

  /// The number of steps that are in memory at a time.
  private static let portion = 512

  init(_ journal: Journal, of operation: Int64) throws {
    self.journal = journal
    self.operation = operation
    last = try journal.lastPosition(of: operation)
  }

  /// Calls `body` with each step, the first one first.
  func forEach(_ body: (JSONValue) throws -> Void) throws {
    var position: Int64 = 0
    while position < last {
      let steps = try journal.steps(
        of: operation, from: position + 1, to: last, limit: OperationSteps.portion, latestFirst: false)
      guard let end = steps.last?.position else { return }
      for step in steps { try body(step.json) }
      position = end
    }
  }

  /// Calls `body` with each step that this version knows, the last one first, until it returns false.
  func forEachReversed(_ body: (OperationStep) throws -> Bool) throws {
    var position = last + 1
    while position > 1 {
      let steps = try journal.steps(
        of: operation, from: 1, to: position - 1, limit: OperationSteps.portion, latestFirst: true)
      guard let end = steps.last?.position else { return }
      for step in steps {
        guard let step = OperationStep(json: step.json) else { continue }
        guard try body(step) else { return }
      }
      position = end
    }
  }

  /// Returns the step at a position, counted from 1.
  func step(at position: Int64) throws -> OperationStep? {
    try journal.steps(of: operation, from: position, to: position, limit: 1, latestFirst: false).first
      .flatMap { OperationStep(json: $0.json) }
  }

  /// Calls `body` with each step that this version knows, and its position.
  func forEachPlaced(_ body: (_ position: Int64, OperationStep) throws -> Void) throws -> Int {
    var (position, unknown): (Int64, Int) = (0, 0)
    while position < last {
      let steps = try journal.steps(
        of: operation, from: position + 1, to: last, limit: OperationSteps.portion, latestFirst: false)
      guard let end = steps.last?.position else { break }
      for step in steps {
        if let known = OperationStep(json: step.json) { try body(step.position, known) } else { unknown += 1 }
      }
      position = end
    }
    return unknown
  }
}

/// What the steps of an operation tell together: which files it placed, moved and wrote to.
struct OperationTrail {
  let steps: OperationSteps
  /// The number of steps that this version knows, and of those that it does not.
  private(set) var count = 0
  let unknown: Int
  private(set) var hasDeletions = false
  /// The assets that the operation placed, by path.
  private let placed: ScratchTable
  /// The paths from which the operation moved files, by their new paths.
  private let origins: ScratchTable
  /// The positions of the steps that wrote to a file, by its path.
  private let rewritten: ScratchTable

  init(_ steps: OperationSteps) throws {
    let (placed, origins, rewritten) = (try ScratchTable(), try ScratchTable(), try ScratchTable())
    var (count, hasDeletions) = (0, false)
    unknown = try steps.forEachPlaced { position, step in
      count += 1
      switch step {
      case .placed(let step): try placed.set(step.path.bytes, to: Array(step.id.hex.utf8))
      case .moved(let move): try origins.set(move.to.bytes, to: move.from.bytes)
      case .deleted: hasDeletions = true
      case .rewrote(let step):
        let others = try rewritten.value(of: step.path.bytes).map { String(decoding: $0, as: UTF8.self) + " " } ?? ""
        try rewritten.set(step.path.bytes, to: Array("\(others)\(position)".utf8))
      case .intended, .removed, .settings, .replaced: break
      }
    }
    (self.steps, self.placed, self.origins, self.rewritten) = (steps, placed, origins, rewritten)
    (self.count, self.hasDeletions) = (count, hasDeletions)
  }

  func hasPlaced(_ path: BytePath) throws -> Bool { try placed.value(of: path.bytes) != nil }

  /// Returns the path from which the operation moved the file at `path`.
  func origin(of path: BytePath) throws -> BytePath? { try origins.value(of: path.bytes).map { BytePath(bytes: $0) } }

  /// Returns the steps that wrote to the file at `path`, in their order.
  func rewrites(of path: BytePath) throws -> [RewrittenStep] {
    let positions = try rewritten.value(of: path.bytes).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return try positions.split(separator: " ").compactMap { position in
      guard let position = Int64(position), case .rewrote(let step) = try steps.step(at: position) else { return nil }
      return step
    }
  }
}
