import AliceModel
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// A local fal.ai: the same protocol on one port of this machine, free of charge, with a ledger and with faults.
package enum FalSimulator {
  /// Serves until the task is cancelled.
  package static func run(
    _ options: SimulatorOptions, onReady: @escaping @Sendable (RunningSimulator) async -> Void = { _ in }
  ) async throws {
    let ready = AsyncStream.makeStream(of: Int.self)
    let application = try application(options) { port in ready.continuation.yield(port) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { ready.continuation.finish() }
        try await application.run()
      }
      group.addTask {
        guard let port = await ready.stream.first(where: { _ in true }) else { return }
        try await serveProxy(options, leadingTo: port) { proxy in
          await onReady(RunningSimulator(options: options, port: port, proxyPort: proxy))
        }
      }
      try await group.waitForAll()
    }
  }

  /// Runs a simulator for as long as `body` does.
  package static func withRunning<R>(
    _ options: SimulatorOptions = SimulatorOptions(), _ body: (RunningSimulator) async throws -> R
  ) async throws -> R {
    let ready = AsyncStream.makeStream(of: RunningSimulator.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { ready.continuation.finish() }
        try await run(options) { ready.continuation.yield($0) }
      }
      defer { group.cancelAll() }
      guard let simulator = await ready.stream.first(where: { _ in true }) else {
        try await group.waitForAll()
        throw CancellationError()
      }
      return try await body(simulator)
    }
  }

  private static func application(
    _ options: SimulatorOptions, onReady: @escaping @Sendable (Int) -> Void
  ) throws -> Application<SimulatorResponder> {
    let responder = SimulatorResponder(simulation: Simulation(options: options))
    let configuration = ApplicationConfiguration(address: .hostname(options.host, port: options.port))
    let logger = Logger(label: "fal-simulator") { _ in SwiftLogNoOpLogHandler() }
    let announce: @Sendable (any Channel) async -> Void = { channel in
      onReady(channel.localAddress?.port ?? options.port)
    }
    guard let certificate = options.tls else {
      return Application(
        responder: responder, configuration: configuration, onServerRunning: announce, logger: logger)
    }
    return Application(
      responder: responder, server: try .tls(tlsConfiguration: certificate.configuration()),
      configuration: configuration, onServerRunning: announce, logger: logger)
  }

  private static func serveProxy(
    _ options: SimulatorOptions, leadingTo port: Int, onReady: @escaping @Sendable (Int?) async -> Void
  ) async throws {
    guard let proxyPort = options.proxyPort else { return await onReady(nil) }
    let proxy = ConnectProxy(host: options.host, port: proxyPort, target: port)
    try await proxy.run(onReady: onReady)
  }
}

extension SimulatorOptions.Certificate {
  fileprivate func configuration() throws -> TLSConfiguration {
    let chain = try NIOSSLCertificate.fromPEMFile(chainPath)
    let key = try NIOSSLPrivateKey(file: keyPath, format: .pem)
    return .makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
  }
}

/// The addresses of a running simulator.
package struct RunningSimulator: Sendable {
  /// The base URL of the queue, storage, CDN, platform and control addresses: `http://127.0.0.1:PORT`.
  package let baseURL: String
  package let port: Int
  package let proxyPort: Int?

  init(options: SimulatorOptions, port: Int, proxyPort: Int?) {
    let host = options.host.contains(":") ? "[\(options.host)]" : options.host
    baseURL = "\(options.tls == nil ? "http" : "https")://\(host):\(port)"
    self.port = port
    self.proxyPort = proxyPort
  }
}
