import Foundation

/// Asks a server on this machine over a plain socket and gives the body of its answer; empty where there is none.
///
/// In a thread of its own: the server may be waiting for one of the few that tasks share.
func plainRequest(_ method: String, _ path: String, port: Int, body: String = "") async -> [UInt8] {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread {
      continuation.resume(returning: blockingRequest(method, path, port: port, body: body))
    }
  }
}

private func blockingRequest(_ method: String, _ path: String, port: Int, body: String) -> [UInt8] {
  #if canImport(Glibc)
    let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  #else
    let socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
  #endif
  defer { close(socket) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let isConnected = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
  guard isConnected else { return [] }
  let head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
  let request = Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
  guard send(socket, request, request.count, 0) == request.count else { return [] }
  var answer: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65536)
  while case let count = recv(socket, &chunk, chunk.count, 0), count > 0 { answer += chunk[..<count] }
  guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return [] }
  return Array(answer[end.upperBound...])
}
