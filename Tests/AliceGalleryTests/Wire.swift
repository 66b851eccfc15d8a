import AliceKit
import Foundation

/// A client that sends exactly what a test says, over a connection of its own.
struct Wire: Sendable {
  struct Answer: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue? { try? JSONValue(parsing: body) }
    var cookie: String? { header("Set-Cookie")?.split(separator: ";").first.map(String.init) }
  }

  struct Failed: Error {
    let what: String
  }

  let port: Int

  /// Sends bytes, and reads the answer until the server ends the connection or the answer is complete.
  func send(_ bytes: [UInt8], isHead: Bool = false) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try exchange(bytes, isHead: isHead) }) }
      thread.start()
    }
  }

  /// Opens a connection, sends bytes, and leaves it open. The caller closes it.
  func open(sending bytes: [UInt8]) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failed(what: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      throw Failed(what: "connect")
    }
    var timeout = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      // A server that refuses a body closes before its end; its answer can still be read.
      guard count > 0 else { break }
      sent += count
    }
    return descriptor
  }

  private func exchange(_ bytes: [UInt8], isHead: Bool) throws -> Answer {
    let descriptor = try open(sending: bytes)
    defer { close(descriptor) }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      if let answer = Wire.answer(in: received, isHead: isHead, isEnd: false) { return answer }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      received += buffer[..<count]
    }
    guard let answer = Wire.answer(in: received, isHead: isHead, isEnd: true) else {
      throw Failed(what: "no answer: \(String(decoding: received.prefix(200), as: UTF8.self))")
    }
    return answer
  }

  /// Returns nil if the answer is not complete.
  static func answer(in bytes: [UInt8], isHead: Bool, isEnd: Bool) -> Answer? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    let headers = lines.dropFirst().map { line in
      let sides = line.split(separator: ":", maxSplits: 1)
      return (name: String(sides[0]), value: sides.count > 1 ? sides[1].trimmingCharacters(in: .whitespaces) : "")
    }
    let body = Array(bytes[end.upperBound...])
    let answer = Answer(status: status, headers: headers, body: body)
    if isHead || [204, 304].contains(status) { return answer }
    guard let length = answer.header("Content-Length").flatMap({ Int($0) }) else { return isEnd ? answer : nil }
    return body.count >= length || isEnd ? answer : nil
  }
}
