import AliceFal
import AliceLibrary
package import AliceWorkspace
import Synchronization

/// Delivers events to other programs: hooks and webhooks. A failed delivery never makes a command fail.
///
/// Four deliveries run at once. Accepting an event never waits: up to 10,000 deliveries are queued; more are dropped
/// and reported.
package final class EventDelivery: Sendable {
  private struct Delivery: Sendable {
    enum Way: Sendable {
      case hook(Hook)
      case webhook(Webhook)
    }

    let way: Way
    let recorded: RecordedEvent
  }

  private struct State {
    var worker: Task<Void, Never>?
    var open = 0
    var left = 0
    /// The number of failures of each hook or webhook: the first is reported at once, the others are counted.
    var failures: [String: Int] = [:]
  }

  private let hooks: [Hook]
  private let webhooks: [Webhook]
  /// The environment that hooks get.
  private let environment: [String: String]
  /// The secrets of webhooks, by the names of their variables.
  private let secrets: [String: String]
  private let showsOutput: Bool
  private let warn: @Sendable (String) -> Void
  private let sender: WebhookSender?
  private let state = Mutex(State())
  private let stream: AsyncStream<Delivery>
  private let continuation: AsyncStream<Delivery>.Continuation

  private static let width = 4
  private static let room = 10_000

  /// Creates a delivery. Hooks get `environment` without keys and without the secrets of webhooks. `warn` receives one
  /// line at a time.
  package init(
    hooks: [Hook], webhooks: [Webhook], environment: [String: String], showsOutput: Bool = false,
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.hooks = hooks
    self.webhooks = webhooks
    let names = webhooks.compactMap { if case .variable(let name) = $0.secret { name } else { nil } }
    secrets = environment.filter { names.contains($0.key) }
    self.environment = environment.withoutKeys.filter { !names.contains($0.key) }
    self.showsOutput = showsOutput
    self.warn = warn
    sender = webhooks.isEmpty ? nil : WebhookSender(environment: environment)
    (stream, continuation) = AsyncStream.makeStream(of: Delivery.self, bufferingPolicy: .bufferingOldest(Self.room))
  }

  /// Accepts an event; returns at once.
  package func take(_ recorded: RecordedEvent) {
    let ways =
      hooks.filter { $0.pattern.matches(recorded.event.name) }.map(Delivery.Way.hook)
      + webhooks.filter { $0.pattern.matches(recorded.event.name) }.map(Delivery.Way.webhook)
    guard !ways.isEmpty else { return }
    state.withLock { state in
      if state.worker == nil { state.worker = Task { await self.work() } }
      for way in ways {
        if case .enqueued = continuation.yield(Delivery(way: way, recorded: recorded)) {
          state.open += 1
        } else {
          state.left += 1
        }
      }
    }
  }

  /// Waits for the accepted deliveries, at most as long as the longest time limit; then it stops the rest.
  package func finish() async {
    continuation.finish()
    if let worker = state.withLock({ $0.worker }) {
      let limit = (hooks.map(\.timeout) + (webhooks.isEmpty ? [] : [WebhookSender.longest])).max() ?? .zero
      // A hook that is stopped has one second to end.
      let guardian = Task {
        try? await Task.sleep(for: limit + .seconds(2))
        worker.cancel()
      }
      await worker.value
      guardian.cancel()
    }
    await sender?.shutdown()
    let (left, failures) = missed()
    for (what, count) in failures.sorted(by: { $0.key < $1.key }) where count > 1 {
      warn("\(what): the same \(count - 1) more times")
    }
    if left > 0 { warn("\(left) hooks and webhooks were left out: there was no time for them") }
  }

  /// This is not inlined: a `Mutex` that a function locks on both sides of an `await` may be unlocked by another
  /// thread.
  @inline(never)
  private func missed() -> (left: Int, failures: [String: Int]) {
    state.withLock { ($0.left + $0.open, $0.failures) }
  }

  private func work() async {
    await withTaskGroup(of: Void.self) { group in
      var running = 0
      for await delivery in stream {
        if running == EventDelivery.width {
          await group.next()
          running -= 1
        }
        running += 1
        group.addTask { await self.deliver(delivery) }
      }
    }
  }

  private func deliver(_ delivery: Delivery) async {
    guard !Task.isCancelled else { return }
    switch delivery.way {
    case .hook(let hook): await run(hook, delivery.recorded)
    case .webhook(let webhook): await send(webhook, delivery.recorded)
    }
    state.withLock { $0.open -= 1 }
  }

  private func run(_ hook: Hook, _ recorded: RecordedEvent) async {
    var environment = environment
    environment["ALICE_EVENT"] = recorded.event.name.rawValue
    environment["ALICE_LIBRARY"] = recorded.library.description
    do throws(ChildFailure) {
      try await ChildProgram(hook.command).run(
        input: recorded.line(limit: EventLogFile.longestLine) + [0x0A], environment: environment,
        timeout: hook.timeout, shown: showsOutput)
    } catch {
      note("the hook \(hook.command.words[0])", "\(error)")
    }
  }

  private func send(_ webhook: Webhook, _ recorded: RecordedEvent) async {
    let what = "the webhook \(webhook.place)"
    guard let signature = secret(of: webhook).flatMap({ WebhookSignature(secret: $0) }) else {
      return note(what, "its secret cannot be read; nothing was sent")
    }
    do throws(WebhookError) {
      try await sender?.send(
        recorded.line(limit: EventLogFile.longestLine), id: recorded.id,
        timestamp: recorded.event.time.milliseconds / 1000, to: webhook.address, signature: signature)
    } catch {
      note(what, "\(error)")
    }
  }

  private func secret(of webhook: Webhook) -> String? {
    switch webhook.secret {
    case .variable(let name): return secrets[name]
    case .file(let path):
      guard let file = try? OpenFile.open(path.absolute), file.mode & 0o077 == 0,
        let bytes = try? file.readAll(limit: 4096)
      else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private func note(_ what: String, _ reason: String) {
    let isFirst = state.withLock { state in
      state.failures[what, default: 0] += 1
      return state.failures[what] == 1
    }
    if isFirst { warn("\(what): \(reason)") }
  }
}
