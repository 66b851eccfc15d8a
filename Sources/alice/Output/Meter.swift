import Synchronization

/// How many files were seen, and how fast; told ten times a second at the most.
final class Meter: Sendable {
  private let start = ContinuousClock.now
  private let last = Mutex<ContinuousClock.Instant?>(nil)

  /// Nil where it is too early to say it again.
  func text(_ seen: Int) -> String? {
    // Asking the clock costs more than passing over a file that is known.
    guard seen < 64 || seen.isMultiple(of: 64) else { return nil }
    let now = ContinuousClock.now
    let isDue = last.withLock { last in
      if let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue else { return nil }
    let seconds = Double((now - start).components.seconds) + 0.001
    return seconds < 2 ? "\(seen) files" : "\(seen) files, \(Int(Double(seen) / seconds)) a second"
  }
}
