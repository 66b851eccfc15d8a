package import AliceModel
import Foundation

/// The options of a simulator.
package struct SimulatorOptions: Sendable {
  /// A certificate chain and its key, both as PEM files.
  package struct Certificate: Sendable {
    package var chainPath: String
    package var keyPath: String

    package init(chainPath: String, keyPath: String) {
      self.chainPath = chainPath
      self.keyPath = keyPath
    }
  }

  package var host = "127.0.0.1"
  /// The port; 0 means any free port.
  package var port = 0
  /// The factor for latencies: 1 means 0.15 s in the queue and 0.3 s of work, or 1.2 s for a video.
  package var speed = 1.0
  /// The accepted keys; nil accepts every well-formed key.
  package var acceptedKeys: Set<String>?
  /// Serves HTTPS instead of HTTP if it is set.
  package var tls: Certificate?
  /// The port of a CONNECT proxy that connects every host to this server; nil for none, 0 for any free port.
  package var proxyPort: Int?
  /// The number of jobs of one key that run at a time; the others wait in the queue.
  package var concurrency = 2
  /// Treats an unlisted `owner/app` as an endpoint that makes pictures, instead of answering 404.
  package var acceptsAnyEndpoint = true
  package var models = ModelRegistry.builtIn
  /// Returns the names of the members that an endpoint's answer has; none if they are not known.
  package var results: @Sendable (String) -> [String] = { _ in [] }
  /// The longest edge of a picture that is made from nothing; nil for the size that is asked for.
  package var longestEdge: Int?
  package var now: @Sendable () -> Timestamp = {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }

  package init() {}

  /// Returns the scaled time in milliseconds, at least one.
  func scaled(seconds: Double) -> Int64 {
    let factor = speed.isFinite ? min(max(speed, 0), 1e6) : 1
    return Int64(max(1, seconds * factor * 1000))
  }
}
