import AliceKit
import Synchronization

/// The totals of a run of many requests, in one line: `rows 3/12, 1 failed, 0.072 of 0.29 USD, 2 min left`.
final class RunMeter: Sendable {
  private let state = Mutex<RunProgress?>(nil)

  func take(_ progress: RunProgress) { state.withLock { $0 = progress } }

  /// Nil before the run has begun.
  var line: String? {
    guard let now = state.withLock({ $0 }) else { return nil }
    var parts = ["\(TerminalText(now.name)) \(now.done)/\(now.total)"]
    if now.failed > 0 { parts.append("\(now.failed) failed") }
    if let expected = now.expected {
      parts.append("\(now.spent) of \(expected) USD")
    } else if now.spent > .zero {
      parts.append("\(now.spent) USD")
    }
    if let left = now.left() { parts.append(MeterLine.time(left / .seconds(1))) }
    return parts.joined(separator: ", ")
  }
}
