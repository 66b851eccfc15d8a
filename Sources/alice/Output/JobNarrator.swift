import AliceKit

/// Tells a person who watches how jobs get on.
struct JobNarrator {
  private let task: Task<Void, Never>
  private let console: Console

  init(_ console: Console, _ events: EventBus) {
    self.console = console
    task = events.subscribe("generation.*") { event in
      let job = event.data["job"]?.stringValue ?? ""
      switch event.name {
      case .generationQueued: console.detail("\(job): accepted as \(event.data["request_id"]?.stringValue ?? "?")")
      case .generationProgress:
        let position = event.data["position"]?.intValue
        console.progress(position.map { "\(job): waiting, \($0) before it" } ?? "\(job): running")
      case .generationCompleted: console.detail("\(job): done")
      default: break
      }
    }
  }

  func stop() {
    task.cancel()
    console.endProgress()
  }
}
