import AliceKit
import FalSimulator
import Foundation

/// The examples of the fal provider guide in Swift.
///
/// By default this runs against the built-in simulator, without a key and at no cost. With `--real` it runs against
/// fal.ai, with the key from the environment or from `alice keys setup`, and in the library `ALICE_LIBRARY` if that is
/// set.
@main
enum Example {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.allSatisfy({ $0 == "--real" }) else {
      FileHandle.standardError.write(Data("usage: fal-provider-example [--real]\n".utf8))
      exit(2)
    }
    do {
      if arguments.isEmpty { try await withSimulator() } else { try await withFal() }
    } catch {
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func withSimulator() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fal-provider-example-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = SimulatorOptions()
    options.speed = 0.1
    try await FalSimulator.withRunning(options) { simulator in
      let provider = try FalProvider(simulator: simulator.baseURL)
      try await show(provider, library: folder.appending(path: "Library").path)
    }
  }

  private static func withFal() async throws {
    let environment = ProcessInfo.processInfo.environment
    let provider = try await FalProvider(environment: environment)
    try await show(provider, library: environment["ALICE_LIBRARY"] ?? "fal-provider-example")
  }

  private static func show(_ provider: FalProvider, library: String) async throws {
    let alice = try Alice(library: library, provider: provider)
    let subscriptions = monitor(alice.events)
    let guide = Guide(provider: provider, alice: alice)
    var failure: (any Error)?
    do { try await guide.run() } catch { failure = error }
    alice.events.close()
    for subscription in subscriptions { await subscription.value }
    await provider.shutdown()
    if let failure { throw failure }
  }

  /// Subscribes to events by name. A family such as `generation.*` works as well.
  private static func monitor(_ bus: EventBus) -> [Task<Void, Never>] {
    [
      bus.subscribe("generation.started") { event in print("  started:", model(event)) },
      bus.subscribe("generation.completed") { event in print("  completed:", model(event)) },
      bus.subscribe("generation.failed") { event in
        print("  failed:", model(event), reason(event))
      },
    ]
  }

  private static func model(_ event: Event) -> String { payload(event)?.model ?? "" }
  private static func reason(_ event: Event) -> String { payload(event)?.reason ?? "" }

  private static func payload(_ event: Event) -> GenerationPayload? {
    if case .generation(let payload) = event.payload { payload } else { nil }
  }
}
