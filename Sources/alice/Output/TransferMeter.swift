import AliceKit
import Synchronization

/// The progress of uploads and downloads of large files.
final class TransferMeter: Sendable {
  private struct State {
    var open: [(progress: TransferProgress, pace: Pace)] = []
  }

  /// Smaller files are there before a person reads about them.
  private static let large: UInt64 = 4 << 20

  private let state = Mutex(State())

  func take(_ progress: TransferProgress) {
    state.withLock { state in
      let index = state.open.firstIndex { $0.progress.id == progress.id }
      if progress.isOver {
        if let index { state.open.remove(at: index) }
      } else if let index {
        state.open[index].progress = progress
      } else if max(progress.total ?? 0, progress.done) >= TransferMeter.large {
        state.open.append((progress, Pace()))
      }
    }
  }

  /// The transfer that began first; nil if there is none.
  func standing(at now: ContinuousClock.Instant) -> Standing? {
    state.withLock { state in
      guard let progress = state.open.first?.progress else { return nil }
      var standing = Standing(
        phase: progress.verb, subject: progress.file, unit: .byte, done: Int(clamping: progress.done))
      state.open[0].pace.note(Int(clamping: progress.done), of: progress.id, at: now)
      standing.rate = state.open[0].pace.rate
      // The size that a server tells may be wrong.
      if let total = progress.total, total >= progress.done {
        standing.total = Int(clamping: total)
        standing.secondsLeft = standing.rate.map { Double(total - progress.done) / $0 }
      }
      return standing
    }
  }

  /// A few words for the line of a whole run.
  var line: String? {
    state.withLock { state in
      state.open.first.map { first in
        let (done, total) = (first.progress.done, first.progress.total ?? 0)
        return "\(first.progress.verb) \(first.progress.file)"
          + (total > 0 && total >= done ? ": \(Int(Double(done) / Double(total) * 100)) %" : "")
      }
    }
  }
}

extension TransferProgress {
  fileprivate var verb: String { direction == .upload ? "uploading" : "downloading" }
  fileprivate var file: String { TerminalText(name).description }
}
