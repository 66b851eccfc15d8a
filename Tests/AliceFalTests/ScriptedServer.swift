import AliceFal
import Foundation
import Synchronization

/// One request as it came over the wire.
struct WireRequest: Sendable {
  let method: String
  let target: String
  /// By lower-case names.
  let headers: [String: String]
  let body: [UInt8]
  /// Which connection it came over, counted from 0.
  let connection: Int

  var bodyText: String { String(decoding: body, as: UTF8.self) }
}

/// What the server does with a request.
enum WireReply: Sendable {
  case answer(Int, [String: String] = [:], String = "")
  /// These bytes and the end of the connection.
  case raw(String)
  /// A response of status 200 with these headers and this body, and the end of the connection.
  case file([String: String], [UInt8])
  /// These bytes, and a connection that stays open.
  case begun(String)
  /// These bytes, then so many more, one every 20 ms, and the end of the connection.
  case dripping(String, Int)
  /// The end of the connection, without a byte.
  case cut
  /// Nothing, until the server ends.
  case silence
}

/// An HTTP server on a free port that does what a script says, well-behaved or not.
///
/// Plain sockets and threads: what must be tested is what a proper server library does not do.
final class ScriptedServer: Sendable {
  typealias Script = @Sendable (WireRequest, Int) -> WireReply

  private let script: Script
  private let listener: Int32
  private let received = Mutex<[WireRequest]>([])
  /// The sockets that are open, the listener among them: a closed one's number may already belong to somebody else.
  private let open: Mutex<Set<Int32>>
  private let accepted = Mutex(0)
  /// True where connections end as soon as they begin.
  private let hangsUp: Bool
  let port: Int

  /// `script` gets each request and its number, counted from 0.
  init(hangingUp: Bool = false, _ script: @escaping Script = { _, _ in .cut }) throws {
    self.script = script
    hangsUp = hangingUp
    (listener, port) = try ScriptedServer.listen()
    open = Mutex([listener])
    Thread.detachNewThread { [self] in serve() }
  }

  var url: String { "http://127.0.0.1:\(port)" }
  var requests: [WireRequest] { received.withLock { $0 } }
  var connections: Int { accepted.withLock { $0 } }

  func stop() {
    open.withLock { for socket in $0 { shutdown(socket, Int32(SHUT_RDWR)) } }
  }

  private static func listen() throws -> (Int32, Int) {
    #if canImport(Glibc)
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && Foundation.listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  private func serve() {
    while true {
      let socket = accept(listener, nil, nil)
      guard socket >= 0 else { break }
      let number = accepted.withLock { count in
        defer { count += 1 }
        return count
      }
      if hangsUp {
        close(socket)
      } else {
        open.withLock { _ = $0.insert(socket) }
        Thread.detachNewThread { [self] in talk(socket, number) }
      }
    }
    finish(listener)
  }

  private func talk(_ socket: Int32, _ connection: Int) {
    var buffer: [UInt8] = []
    while let request = WireReader(socket).next(&buffer, connection) {
      let number = received.withLock { all in
        all.append(request)
        return all.count - 1
      }
      switch script(request, number) {
      case .answer(let status, let headers, let body):
        let length = headers["Content-Length"] == nil ? "Content-Length: \(body.utf8.count)\r\n" : ""
        let lines = headers.map { "\($0): \($1)\r\n" }.joined()
        write(socket, "HTTP/1.1 \(status) X\r\n\(length)\(lines)\r\n\(body)")
      case .raw(let text):
        write(socket, text)
        return finish(socket)
      case .file(let headers, let body):
        write(socket, "HTTP/1.1 200 X\r\n" + headers.map { "\($0): \($1)\r\n" }.joined() + "\r\n")
        write(socket, bytes: body)
        return finish(socket)
      case .begun(let text): write(socket, text)
      case .dripping(let text, let count):
        write(socket, text)
        for _ in 0..<count {
          Thread.sleep(forTimeInterval: 0.02)
          write(socket, "x")
        }
        return finish(socket)
      case .cut: return finish(socket)
      case .silence: break
      }
    }
    finish(socket)
  }

  private func write(_ socket: Int32, _ text: String) { write(socket, bytes: Array(text.utf8)) }

  private func write(_ socket: Int32, bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = send(socket, Array(bytes[sent...]), bytes.count - sent, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return }
      sent += count
    }
  }

  private func finish(_ socket: Int32) {
    open.withLock {
      $0.remove(socket)
      close(socket)
    }
  }
}

/// Takes requests off a socket, one after the other.
private struct WireReader {
  let socket: Int32

  init(_ socket: Int32) { self.socket = socket }

  func next(_ buffer: inout [UInt8], _ connection: Int) -> WireRequest? {
    while true {
      if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let headers = self.headers(lines.dropFirst())
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count - end.upperBound < length { guard fill(&buffer) else { return nil } }
        let body = Array(buffer[end.upperBound..<(end.upperBound + length)])
        buffer.removeFirst(end.upperBound + length)
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        return WireRequest(method: words[0], target: words[1], headers: headers, body: body, connection: connection)
      }
      guard fill(&buffer) else { return nil }
    }
  }

  private func headers(_ lines: some Sequence<String>) -> [String: String] {
    Dictionary(
      lines.compactMap { line in
        line.firstIndex(of: ":").map {
          (line[..<$0].lowercased(), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces))
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  private func fill(_ buffer: inout [UInt8]) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(socket, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    buffer += chunk[..<count]
    return true
  }
}

/// Lends a client of the server whose waits take no time, and ends both.
@discardableResult
func withClient<Result>(
  of server: ScriptedServer, policy: RetryPolicy = .eager, timeouts: FalTimeouts = FalTimeouts(),
  clock: FalClock = .instant(), _ body: (FalClient) async throws -> Result
) async throws -> Result {
  defer { server.stop() }
  var configuration = try FalConfiguration(loopback: server.url, key: FalKey(Sample.key))
  configuration.timeouts = timeouts
  let client = FalClient(configuration, policy: policy, clock: clock)
  do {
    let result = try await body(client)
    await client.shutdown()
    return result
  } catch {
    await client.shutdown()
    throw error
  }
}

enum Sample {
  static let key = "sample-id:sample-secret"
}

extension RetryPolicy {
  static let eager = RetryPolicy(base: .milliseconds(1))
  static let never = RetryPolicy(attempts: 1)
}

extension FalClock {
  /// A clock that jumps instead of waiting, and writes its jumps down.
  static func instant(_ waits: WaitList = WaitList()) -> FalClock {
    FalClock(now: { waits.sum }, sleep: { waits.add($0) }, jitter: { 0.5 })
  }
}

/// How long was waited, wait by wait.
final class WaitList: Sendable {
  private let waits = Mutex<[Duration]>([])

  var all: [Duration] { waits.withLock { $0 } }
  var sum: Duration { all.reduce(.zero, +) }

  func add(_ wait: Duration) { waits.withLock { $0.append(wait) } }
}
