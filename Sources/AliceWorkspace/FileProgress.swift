package import AliceModel
import Synchronization

/// The progress of a run over many files: the run updates it, and observers poll it.
///
/// Its functions are not inlined: a `Mutex` that a function locks on both sides of an `await` may be unlocked by another
/// thread.
package final class FileProgress: Sendable {
  /// What is done with the files.
  package enum Phase: String, Sendable, CaseIterable {
    case organizing, scoring, moving, reading, checking, verifying, exporting, undoing,
      comparing

    /// What was done with the files that are done.
    package var past: String {
      switch self {
      case .organizing: "examined"
      case .scoring: "scored"
      case .moving: "moved"
      case .reading: "read"
      case .checking: "checked"
      case .verifying: "verified"
      case .exporting: "exported"
      case .undoing: "undone"
      case .comparing: "compared"
      }
    }
  }

  package struct State: Sendable, Hashable {
    package let phase: Phase
    package var done = 0
    package var found = 0
    /// Whether all files are counted.
    package var isCounted = false

    package init(_ phase: Phase) { self.phase = phase }
  }

  /// A file that is being processed.
  package struct Hand: Sendable {
    package let file: BytePath
    package let since: ContinuousClock.Instant
    /// Whether the file is only read, so that nothing is left behind if the program ends now.
    package let isRead: Bool
  }

  private struct Held {
    var state: State?
    var hands: [Int: Hand] = [:]
    var next = 0
  }

  /// Whether an observer wants the files to be counted ahead of the run.
  package let counts: Bool
  private let held = Mutex(Held())

  package init(counts: Bool = true) { self.counts = counts }

  /// The state; nil before the run begins.
  package var now: State? { held.withLock { $0.state } }

  /// The file that is in hand for the longest time; nil if there is none.
  package var oldest: Hand? { held.withLock { $0.hands.values.min { $0.since < $1.since } } }

  /// Whether files are in hand, and all of them are only read.
  package var isOnlyReading: Bool { held.withLock { !$0.hands.isEmpty && $0.hands.values.allSatisfy(\.isRead) } }

  /// Begins a phase. If `total` is nil, the files are still being found, and `find` counts them.
  @inline(never)
  package func begin(_ phase: Phase, total: Int? = nil) {
    var begun = State(phase)
    if let total { (begun.found, begun.isCounted) = (total, true) }
    held.withLock { ($0.state, $0.hands) = (begun, [:]) }
  }

  @inline(never)
  package func find() { held.withLock { $0.state?.found += 1 } }

  @inline(never)
  package func endFinding() { held.withLock { $0.state?.isCounted = true } }

  @inline(never)
  package func advance() { held.withLock { $0.state?.done += 1 } }

  /// Notes that work on a file begins. Returns the number by which `release` ends it.
  @inline(never)
  package func take(_ file: BytePath, isRead: Bool = false) -> Int {
    let hand = Hand(file: file, since: .now, isRead: isRead)
    return held.withLock { held in
      held.next += 1
      held.hands[held.next] = hand
      return held.next
    }
  }

  @inline(never)
  package func release(_ hand: Int) { held.withLock { $0.hands[hand] = nil } }
}

extension FileProgress? {
  /// Runs `body`, which works on `file`.
  package func holding<Result>(
    _ file: BytePath, isRead: Bool = false, _ body: () throws -> Result
  ) rethrows -> Result {
    guard let self else { return try body() }
    let hand = self.take(file, isRead: isRead)
    defer { self.release(hand) }
    return try body()
  }
}
