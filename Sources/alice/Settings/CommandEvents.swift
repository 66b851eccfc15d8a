import AliceKit
import ArgumentParser
import Synchronization

/// Commands whose events hooks and webhooks wait for: what is wrong in their configuration is told before anything is done.
protocol TellsEvents {}

extension Generate: TellsEvents {}
extension JobsResume: TellsEvents {}
extension Batch: TellsEvents {}
extension PipelineRun: TellsEvents {}
extension PipelineResume: TellsEvents {}
extension Organize: TellsEvents {}
extension Rate: TellsEvents {}
extension Tag: TellsEvents {}

/// Brings the events of one run of a command to the hooks and webhooks of the configuration.
final class CommandEvents: Sendable {
  /// Of the command that runs.
  @TaskLocal static var current: CommandEvents?

  private let state = Mutex(State())

  private struct State {
    var isStrict = false
    var isNobodys = false
    var settings: Settings?
    var console: Console?
    var delivery: EventDelivery?
    var isRead = false
    var hasFailed = false
  }

  /// Called once it is known what runs. A demonstration is nobody's event.
  func expect(of command: any ParsableCommand.Type) {
    state.withLock { state in
      state.isStrict = command is any TellsEvents.Type
      state.isNobodys = command == Demo.self
    }
  }

  var listener: RecordedEvent.Listener {
    RecordedEvent.Listener(
      recorded: { [self] recorded in delivery()?.take(recorded) },
      failed: { [self] reason in
        let console = state.withLock { state in
          defer { state.hasFailed = true }
          return state.hasFailed || state.isNobodys ? nil : state.console
        }
        console?.warn("the event log cannot be written: \(TerminalText(reason))")
      })
  }

  /// Called once a command has read its settings.
  func begin(_ settings: Settings, _ console: Console) throws {
    let isStrict = state.withLock { state in
      state.settings = settings
      state.console = console
      return state.isStrict
    }
    if isStrict { try read() }
  }

  /// Waits for hooks and webhooks within their time limits.
  func finish() async { await state.withLock { $0.delivery }?.finish() }

  private func delivery() -> EventDelivery? {
    if !state.withLock({ $0.isRead || $0.isNobodys }) {
      // A command that does not begin with them: then nothing of it fails for their sake.
      do { try read() } catch { state.withLock { $0.console }?.warn((error as? Failure)?.message ?? "\(error)") }
    }
    return state.withLock { $0.delivery }
  }

  private func read() throws {
    let (settings, console) = state.withLock { state in
      defer { state.isRead = true }
      return (state.isRead ? nil : state.settings, state.console)
    }
    guard let settings, let console else { return }
    let found = try DeliverySettings(settings)
    for file in found.untrusted {
      console.warn(
        "the hooks and webhooks of \(TerminalText(file)) are not run: list it under 'trust' in your own configuration")
    }
    guard !found.isEmpty else { return }
    let delivery = found.delivery(settings.environment, console)
    state.withLock { $0.delivery = delivery }
  }
}
