import Synchronization

/// What was seen, from any thread.
final class Names: Sendable {
  private let names = Mutex<[String]>([])

  func note(_ more: [String]) { names.withLock { $0 += more } }

  var all: [String] { names.withLock { $0 } }
}
