package import AliceWorkspace
import AliceGenerate
import Synchronization

/// Delivers the events of one run of a front end to the configured hooks and webhooks.
///
/// It listens before the settings are read; `begin` passes them.
package final class ConfiguredEvents: Sendable {
  /// When hooks and webhooks are read from the configuration.
  package enum Use: Sendable {
    /// They are read before anything is done, so that errors in them are reported first.
    case required
    /// They are read at the first event; an invalid configuration fails nothing.
    case incidental
    /// They are never read, as for the events of a demonstration.
    case none
  }

  /// The delivery of the running front end.
  @TaskLocal package static var current: ConfiguredEvents?

  private let state = Mutex(State())

  private struct State {
    var use = Use.incidental
    var settings: Settings?
    var showsOutput = false
    var warn: (@Sendable (String) -> Void)?
    var delivery: EventDelivery?
    var isRead = false
    var hasFailed = false
  }

  package init() {}

  /// Sets the use, once the command is known.
  package func expect(_ use: Use) { state.withLock { $0.use = use } }

  package var listener: RecordedEvent.Listener {
    RecordedEvent.Listener(
      recorded: { [self] recorded in delivery()?.take(recorded) },
      failed: { [self] reason in
        let warn = state.withLock { state in
          defer { state.hasFailed = true }
          return state.hasFailed || state.use == .none ? nil : state.warn
        }
        warn?("the event log cannot be written: \(TerminalText(reason))")
      })
  }

  /// Begins delivery, once the settings are read. `showsOutput` shows the output of hooks.
  package func begin(_ settings: Settings, showsOutput: Bool, warn: @escaping @Sendable (String) -> Void) throws {
    let use = state.withLock { state in
      state.settings = settings
      state.showsOutput = showsOutput
      state.warn = warn
      return state.use
    }
    if use == .required { try read() }
  }

  /// Waits for hooks and webhooks within their time limits.
  ///
  /// After `limit` it waits no longer: a hook that runs goes on by itself.
  package func finish(within limit: Duration? = nil) async {
    guard let delivery = present else { return }
    guard let limit else { return await delivery.finish() }
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    Task {
      await delivery.finish()
      end.finish()
    }
    Task {
      try? await Task.sleep(for: limit)
      end.finish()
    }
    for await _ in ends {}
  }

  private var present: EventDelivery? { state.withLock { $0.delivery } }

  private func delivery() -> EventDelivery? {
    if !state.withLock({ $0.isRead || $0.use == .none }) {
      do { try read() } catch { state.withLock { $0.warn }?((error as? Failure)?.message ?? "\(error)") }
    }
    return state.withLock { $0.delivery }
  }

  private func read() throws {
    let (settings, showsOutput, warn) = state.withLock { state in
      defer { state.isRead = true }
      return (state.isRead ? nil : state.settings, state.showsOutput, state.warn)
    }
    guard let settings, let warn else { return }
    let found = try DeliverySettings(settings)
    for file in found.untrusted {
      warn(
        "the hooks and webhooks of \(TerminalText(file)) are not run: list it under 'trust' in your own configuration")
    }
    guard !found.isEmpty else { return }
    let delivery = found.delivery(settings.environment, showsOutput: showsOutput, warn: warn)
    state.withLock { $0.delivery = delivery }
  }
}
