import Synchronization

/// The progress of a run over many files: the run updates it, and observers poll it.
package final class FileProgress: Sendable {
  /// What is done with the files.
  package enum Phase: String, Sendable {
    case organizing, scoring, moving, reading, checking, verifying, exporting, undoing
  }

  package struct State: Sendable, Hashable {
    package let phase: Phase
    package var done = 0
    package var found = 0
    /// Whether all files are counted.
    package var isCounted = false

    package init(_ phase: Phase) { self.phase = phase }
  }

  private let state = Mutex<State?>(nil)

  package init() {}

  /// The state; nil before the run begins.
  package var now: State? { state.withLock { $0 } }

  /// Begins a phase. If `total` is nil, the files are still being found, and `find` counts them.
  package func begin(_ phase: Phase, total: Int? = nil) {
    var begun = State(phase)
    if let total { (begun.found, begun.isCounted) = (total, true) }
    state.withLock { $0 = begun }
  }

  package func find() { state.withLock { $0?.found += 1 } }

  package func endFinding() { state.withLock { $0?.isCounted = true } }

  package func advance() { state.withLock { $0?.done += 1 } }
}
