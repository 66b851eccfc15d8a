import AliceKit
import Synchronization

/// Notices changes of the library by any process, and tells the open pages. The catalog says that something changed,
/// and the event log says what.
struct ChangeWatch: Sendable {
  let server: GalleryServer
  private let told = ToldJobs()

  init(_ server: GalleryServer) { self.server = server }

  private static let interval = Duration.milliseconds(250)
  private static let idleInterval = Duration.seconds(1)
  private static let beat = Duration.seconds(15)
  private static let mostIDs = 500

  /// Watches until the task is cancelled. A look can fail, as when no more files can be opened; the next ones wait longer.
  func run() async {
    var seen: Seen?
    var failures = 0
    var beat = ContinuousClock.now + ChangeWatch.beat
    while !Task.isCancelled {
      do {
        if let former = seen { seen = try await look(after: former) } else { seen = try await firstLook() }
        failures = 0
      } catch {
        failures += 1
      }
      if ContinuousClock.now >= beat {
        server.hub.send(": beat\n\n")
        beat = .now + ChangeWatch.beat
      }
      // Cancellation ends the sleep, and then the loop.
      try? await Task.sleep(for: pause(after: failures))
    }
  }

  private struct Seen: Sendable {
    let version: Int64
    let tail: EventHistory.Tail
  }

  private func pause(after failures: Int) -> Duration {
    guard failures == 0 else { return .seconds(1 << min(failures - 1, 4)) }
    return server.hub.hasPages ? ChangeWatch.interval : ChangeWatch.idleInterval
  }

  private func firstLook() async throws -> Seen {
    try await server.workers.read { [browser = server.browser, root = server.workspace.root] in
      Seen(version: try browser.version, tail: try EventHistory(library: root).tail())
    }
  }

  /// Without pages the events are read, too, so that the next page is told nothing that it shows already.
  private func look(after former: Seen) async throws -> Seen {
    let (seen, news) = try await server.workers.read { [browser = server.browser] in
      var tail = former.tail
      var news = News()
      try tail.read { news.add($0) }
      return (Seen(version: try browser.version, tail: tail), news)
    }
    guard server.hub.hasPages else { return seen }
    for job in news.jobs where told.isNew(job.key) { server.hub.send(await withPrompt(job.message)) }
    for event in news.events(limit: ChangeWatch.mostIDs) { server.hub.send(event) }
    if seen.version != former.version { server.hub.send(.version(seen.version)) }
    return seen
  }

  /// Adds what a job was asked for, which its events do not contain.
  private func withPrompt(_ event: LiveEvent) async -> LiveEvent {
    guard let id = event.data["id"]?.stringValue else { return event }
    let prompt = try? await server.workers.read { [workspace = server.workspace] in
      try GenerationRunner.job(id, in: workspace).input["prompt"]?.stringValue
    }
    var data = event.data
    data["prompt"] = .string(prompt.flatMap { $0 } ?? "")
    return LiveEvent(name: event.name, data: data)
  }

  /// Reports the progress of this process's own requests as it happens. The log contains all of it but the progress.
  func followJobs() async {
    for await event in server.workspace.events.events("generation.*") {
      guard server.hub.hasPages, let message = LiveEvent(job: event) else { continue }
      guard event.name == .generationProgress || ToldJobs.key(of: event).map(told.isNew) ?? true else { continue }
      server.hub.send(await withPrompt(message))
    }
  }
}

/// What the pages were told about jobs of this process, whose events come twice: at once, and from the log.
private final class ToldJobs: Sendable {
  private static let limit = 1_000
  private let keys = Mutex<Set<String>>([])

  static func key(of event: Event) -> String? {
    guard case .generation(let payload) = event.payload else { return nil }
    return "\(payload.job) \(event.name.rawValue) \(event.time.milliseconds)"
  }

  /// Returns false the second time.
  func isNew(_ key: String) -> Bool {
    keys.withLock { keys in
      if keys.remove(key) != nil { return false }
      // An event of another process comes once.
      if keys.count >= ToldJobs.limit { keys = [] }
      keys.insert(key)
      return true
    }
  }
}

/// What happened since the last look.
private struct News: Sendable {
  private var added = 0
  private var changed: [AssetID] = []
  private var known: Set<AssetID> = []
  private var removed: [AssetID] = []
  private(set) var jobs: [(key: String, message: LiveEvent)] = []

  mutating func add(_ recorded: RecordedEvent) {
    let event = recorded.event
    switch (event.name, event.payload) {
    case (.assetPlaced, _), (.assetRestored, _): added += 1
    case (.assetDeleted, .asset(let payload)): removed.append(payload.id)
    case (.assetRated, .asset(let payload)): if known.insert(payload.id).inserted { changed.append(payload.id) }
    default:
      if let message = LiveEvent(job: event), let key = ToldJobs.key(of: event) { jobs.append((key, message)) }
    }
  }

  func events(limit: Int) -> [LiveEvent] {
    var events: [LiveEvent] = []
    if added > 0 { events.append(.added(added)) }
    for (ids, make) in [(changed, LiveEvent.changed), (removed, LiveEvent.removed)] where !ids.isEmpty {
      for start in stride(from: 0, to: ids.count, by: limit) {
        events.append(make(Array(ids[start..<min(start + limit, ids.count)])))
      }
    }
    return events
  }
}

extension LiveEvent {
  /// Returns nil for events that are not about a job.
  init?(job event: Event) {
    guard case .generation(let payload) = event.payload else { return nil }
    let state: String? =
      switch event.name {
      case .generationStarted: "prepared"
      case .generationQueued: "submitted"
      case .generationProgress: payload.isRunning == nil ? "queued" : "running"
      case .generationCompleted: "done"
      case .generationFailed: "failed"
      case .generationDetached: "detached"
      default: nil
      }
    guard let state else { return nil }
    self.init(
      name: "job",
      data: [
        "id": .string(payload.job), "state": .string(state), "model": .string(payload.model),
        "position": payload.position.map { JSONValue($0) } ?? .null,
        "elapsed": payload.elapsed.map { JSONValue($0) } ?? .null,
        "estimate": JSONValue(payload.estimate?.description), "detail": JSONValue(payload.reason),
        "assets": .array(payload.assets.map { .string($0.hex) }),
      ])
  }
}
