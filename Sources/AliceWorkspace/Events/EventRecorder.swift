import AliceLibrary
import Dispatch
import Foundation
import Synchronization

/// Writes the events of a bus into the log of a library, in the background, and notifies the listener.
///
/// Progress events are not recorded. Events published before `flush` returns are in the log afterwards, unless the disk
/// refused them.
package final class EventRecorder: Sendable {
  let library: BytePath
  private let log: EventLogFile
  private let clock: Clock
  private let listener: RecordedEvent.Listener?
  private let queue = DispatchQueue(label: "alice.events")
  private let state = Mutex(State())

  private struct State {
    var waiting: [Event] = []
    var isScheduled = false
    /// Whether events were written since the last sync.
    var isDirty = false
    var lost = 0
  }

  /// The maximum number of events that wait for a slow disk; more are dropped and reported.
  private static let room = 100_000
  private static let batch = 500

  init(_ log: EventLogFile, library: BytePath, clock: Clock, listener: RecordedEvent.Listener?) {
    self.log = log
    self.library = library
    self.clock = clock
    self.listener = listener
  }

  /// Accepts an event; returns at once.
  func take(_ event: Event) {
    guard event.name != .generationProgress else { return }
    let mustSchedule = state.withLock { state in
      guard state.waiting.count < EventRecorder.room else {
        state.lost += 1
        return false
      }
      state.waiting.append(event)
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if mustSchedule { queue.async { self.write() } }
  }

  /// Waits until all accepted events are in the log, and the log is on the disk.
  func flush() {
    guard state.withLock({ !$0.waiting.isEmpty || $0.isScheduled || $0.isDirty }) else { return }
    queue.sync {
      write()
      if state.withLock({ $0.isDirty }) { try? log.sync() }
      state.withLock { $0.isDirty = false }
    }
  }

  /// Writes all waiting events; runs on the queue.
  private func write() {
    while true {
      let (batch, lost) = state.withLock { state in
        let batch = Array(state.waiting.prefix(EventRecorder.batch))
        state.waiting.removeFirst(batch.count)
        defer { state.lost = 0 }
        if batch.isEmpty { state.isScheduled = false }
        return (batch, state.lost)
      }
      if lost > 0 { listener?.failed("\(lost) events came faster than the disk could take them") }
      guard !batch.isEmpty else { return }
      for recorded in record(batch) { listener?.recorded(recorded) }
    }
  }

  private func record(_ batch: [Event]) -> [RecordedEvent] {
    let now = clock.now().milliseconds.multipliedReportingOverflow(by: 1000).partialValue
    var recorded: [RecordedEvent] = []
    do throws(LibraryError) {
      _ = try log.append(count: batch.count, now: now) { index, id in
        let event = RecordedEvent(id: id, event: batch[index], library: library)
        recorded.append(event)
        return event.line(limit: EventLogFile.longestLine)
      }
      state.withLock { $0.isDirty = true }
    } catch {
      listener?.failed(EventRecorder.reason(error))
      recorded = batch.enumerated().map { RecordedEvent(id: now + Int64($0), event: $1, library: library) }
    }
    return recorded
  }

  private static func reason(_ error: LibraryError) -> String {
    switch error {
    case .system(_, let path, let code): "\(path): \(String(cString: strerror(code)).lowercased())"
    case .locked: "another process holds its lock"
    case .notRegular(let path): "\(path) is not a regular file"
    default: "\(error)"
    }
  }
}
