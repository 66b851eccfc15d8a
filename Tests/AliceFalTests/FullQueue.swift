import Foundation

/// A port at which nobody is let in: connections are neither made nor refused.
///
/// The system holds back everything that comes after the first connections that nobody accepts.
final class FullQueue: Sendable {
  let port: Int
  private let sockets: [Int32]

  init() throws {
    let listener = FullQueue.socket()
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 0) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    port = Int(UInt16(bigEndian: address.sin_port))
    var all = [listener]
    for _ in 0..<8 {
      let one = FullQueue.socket()
      _ = fcntl(one, F_SETFL, O_NONBLOCK)
      withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(one, $0, size) }
      }
      all.append(one)
    }
    sockets = all
  }

  private static func socket() -> Int32 {
    #if canImport(Glibc)
      Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      Foundation.socket(AF_INET, SOCK_STREAM, 0)
    #endif
  }

  func stop() {
    for socket in sockets { close(socket) }
  }
}
