import AliceKit
import ArgumentParser
import FalSimulator

struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Run the fal simulator alone, for any fal client.",
    discussion: "See docs/simulator.md for how to connect clients to it, and for the faults that it simulates.")

  @Option(name: .long, help: ArgumentHelp("The port; 0 takes any that is free.", valueName: "n"))
  var port = 8765

  @Option(name: .long, help: ArgumentHelp("Serve TLS with this certificate (PEM).", valueName: "file"))
  var tlsCert: String?

  @Option(name: .long, help: ArgumentHelp("The certificate's key (PEM).", valueName: "file"))
  var tlsKey: String?

  @Option(name: .long, help: ArgumentHelp("The port of a CONNECT proxy that leads every host here.", valueName: "n"))
  var proxyPort: Int?

  @Option(name: .long, help: ArgumentHelp("A factor for every waiting time.", valueName: "x"))
  var latency = 1.0

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...65535).contains(port), proxyPort.map({ (0...65535).contains($0) }) ?? true else {
      throw ValidationError("A port is from 0 to 65535.")
    }
    guard (tlsCert == nil) == (tlsKey == nil) else { throw ValidationError("--tls-cert and --tls-key go together.") }
    guard latency >= 0, latency.isFinite else { throw ValidationError("--latency cannot be negative.") }
  }

  func run() async throws {
    let session = try await Session(common)
    var options = SimulatorOptions.documented
    options.port = port
    options.proxyPort = proxyPort
    options.speed = latency
    if let tlsCert, let tlsKey { options.tls = .init(chainPath: tlsCert, keyPath: tlsKey) }
    let configured = options
    let console = session.console
    do {
      try await withInterrupt {
        try await FalSimulator.run(configured) { simulator in
          let url = simulator.baseURL
          console.writeLine(url)
          console.note("export FAL_QUEUE_URL=\(url) FAL_REST_URL=\(url) FAL_KEY=simulator:free")
          if let proxy = simulator.proxyPort { console.note("export HTTPS_PROXY=http://127.0.0.1:\(proxy)") }
        }
      }
    } catch is CancellationError {
      return
    }
  }
}
