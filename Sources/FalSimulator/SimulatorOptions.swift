package import AliceModel
import Foundation

/// How a simulator runs.
package struct SimulatorOptions: Sendable {
  /// A certificate chain and its key, both PEM files.
  package struct Certificate: Sendable {
    package var chainPath: String
    package var keyPath: String

    package init(chainPath: String, keyPath: String) {
      self.chainPath = chainPath
      self.keyPath = keyPath
    }
  }

  package var host = "127.0.0.1"
  /// 0 for any free port.
  package var port = 0
  /// What latencies are multiplied by: 1 is a queue of 0.15 s and 0.3 s of work, 1.2 s for a video.
  package var speed = 1.0
  /// The keys that are let in; nil for every well-formed one.
  package var acceptedKeys: Set<String>?
  /// Serves HTTPS instead of HTTP.
  package var tls: Certificate?
  /// The port of a CONNECT proxy that leads every host to this server; nil for none, 0 for any free port.
  package var proxyPort: Int?
  /// How many jobs of one key run at a time; the others wait in the queue.
  package var concurrency = 2
  /// Takes `owner/app` of an endpoint that is not in the list for a picture, instead of answering 404.
  package var acceptsAnyEndpoint = true
  package var models = ModelRegistry.builtIn
  package var now: @Sendable () -> Timestamp = {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }

  package init() {}

  /// In milliseconds, at least one.
  func scaled(seconds: Double) -> Int64 {
    let factor = speed.isFinite ? min(max(speed, 0), 1e6) : 1
    return Int64(max(1, seconds * factor * 1000))
  }
}
