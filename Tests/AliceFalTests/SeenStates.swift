import AliceFal
import Synchronization

/// The states that a wait told of.
final class SeenStates: Sendable {
  private let states = Mutex<[FalStatus]>([])

  func add(_ state: FalStatus) { states.withLock { $0.append(state) } }

  var names: [String] {
    states.withLock { $0 }.map { state in
      switch state {
      case .inQueue: "inQueue"
      case .inProgress: "inProgress"
      case .ended: "ended"
      case .unknown: "unknown"
      case .completed: "completed"
      }
    }
  }
}
