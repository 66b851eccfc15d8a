import AliceKit
import Synchronization

/// The only writer of lines to the client.
final class Outbox: Sendable {
  private let write: @Sendable ([UInt8]) -> Void
  /// A lock for whole lines, whichever thread writes them.
  private let turn = Mutex(())

  init(_ write: @escaping @Sendable ([UInt8]) -> Void) { self.write = write }

  @inline(never)
  func send(_ line: JSONObject) {
    let bytes = Array((JSONValue.object(line).text + "\n").utf8)
    turn.withLock { _ in write(bytes) }
  }
}
