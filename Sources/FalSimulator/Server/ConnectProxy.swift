import NIOCore
import NIOPosix

/// A CONNECT proxy that connects to one port, whichever host was requested: the TLS of that port answers for all hosts.
struct ConnectProxy: Sendable {
  let host: String
  /// The port; 0 means any free port.
  let port: Int
  let target: Int

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  func run(onReady: @escaping @Sendable (Int?) async -> Void) async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .bind(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
      }
    await onReady(server.channel.localAddress?.port)
    try await withThrowingDiscardingTaskGroup { group in
      try await server.executeThenClose { connections in
        for try await connection in connections {
          group.addTask { try? await tunnel(connection) }
        }
      }
    }
  }

  private func tunnel(_ client: Connection) async throws {
    try await client.executeThenClose { fromClient, toClient in
      var incoming = fromClient.makeAsyncIterator()
      var head = ConnectHead()
      while head.isOpen, let bytes = try await incoming.next() { head.add(bytes) }
      guard head.isConnect else {
        try await toClient.write(ByteBuffer(string: "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n"))
        return
      }
      let server = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: host, port: target) { channel in
          channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
        }
      try await server.executeThenClose { fromServer, toServer in
        try await toClient.write(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"))
        if !head.rest.isEmpty { try await toServer.write(ByteBuffer(bytes: head.rest)) }
        async let answers: Void = {
          defer { client.channel.close(promise: nil) }
          for try await bytes in fromServer { try await toClient.write(bytes) }
        }()
        while let bytes = try await incoming.next() { try await toServer.write(bytes) }
        server.channel.close(promise: nil)
        try await answers
      }
    }
  }
}

/// The head of the request that opens a tunnel.
private struct ConnectHead {
  private var bytes: [UInt8] = []
  private var end: Int?
  private static let limit = 16_384

  /// True if the head is neither complete nor too long.
  var isOpen: Bool { end == nil && bytes.count < ConnectHead.limit }

  var isConnect: Bool { end != nil && bytes.starts(with: Array("CONNECT ".utf8)) }

  /// The bytes after the head, which already belong to the tunnel.
  var rest: ArraySlice<UInt8> { bytes[(end ?? bytes.count)...] }

  mutating func add(_ buffer: ByteBuffer) {
    bytes += buffer.readableBytesView
    end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
  }
}
