import NIOCore
import NIOPosix

/// Finds a port of the loopback interface that nobody listens on.
enum FreePort {
  /// Returns `port` if it is free, and any free port for 0. Throws if it is taken.
  static func find(_ port: Int) async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(host: "127.0.0.1", port: port).get()
    let found = channel.localAddress?.port ?? port
    try await channel.close()
    return found
  }
}
