import AliceNumbers
import NIOCore
import Synchronization

/// A body that records whether it was read.
///
/// The client reads it only after a connection is established, so an unread body proves that the server has no complete
/// request.
struct WatchedBody: AsyncSequence, Sendable {
  private struct State {
    var wasRead = false
    var failure: String?
  }

  private final class Mark: Sendable {
    let state = Mutex(State())
  }

  private let bytes: RequestBody
  private let mark = Mark()

  init(_ bytes: RequestBody) { self.bytes = bytes }

  var count: UInt64 { bytes.count }
  var wasRead: Bool { mark.state.withLock { $0.wasRead } }
  /// The reason why it could not be read to its end.
  var failure: String? { mark.state.withLock { $0.failure } }

  func makeAsyncIterator() -> Iterator { Iterator(body: self) }

  struct Iterator: AsyncIteratorProtocol {
    let body: WatchedBody
    var at: UInt64 = 0

    mutating func next() async throws -> ByteBuffer? {
      body.mark.state.withLock { $0.wasRead = true }
      do {
        guard let chunk = try body.bytes.chunk(at: at) else { return nil }
        at += UInt64(chunk.count)
        return ByteBuffer(bytes: chunk)
      } catch {
        body.mark.state.withLock { $0.failure = "\(error)" }
        throw error
      }
    }
  }
}
