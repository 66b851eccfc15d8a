import Hummingbird
import NIOCore

/// The stream of events.
enum EventRoutes {
  static let events: Routes.Route = { server, _ in
    let messages = server.hub.messages()
    return Reply(
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: .stream(length: nil) { writer in
        // The browser reconnects after this time.
        try await writer.write(ByteBuffer(string: "retry: 2000\n: open\n\n"))
        for await message in messages { try await writer.write(ByteBuffer(string: message)) }
      })
  }
}
