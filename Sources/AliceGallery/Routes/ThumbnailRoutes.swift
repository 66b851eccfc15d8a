import AliceKit
import Hummingbird

/// Small pictures of assets.
enum ThumbnailRoutes {
  static let thumbnail: Routes.Route = { server, call in
    guard let edge = Int(call.path[4]).flatMap(ThumbnailEdge.init), let id = AssetID(hex: call.path[3]) else {
      throw Problem.notFound("there is no such thumbnail")
    }
    let thumbnails = server.thumbnails
    if let known = try await server.workers.read({ thumbnails.service.cached(id: id, edge: edge) }) {
      return reply(known)
    }
    let asset = try await server.asset(id.hex)
    let priority: ThumbnailPriority =
      switch call.parameter("p") {
      case "near": .near
      case "idle": .idle
      default: .visible
      }
    do {
      // What nobody waits for leaves the queue.
      return reply(
        try await server.connections.whileOpen(call.channel) {
          try await thumbnails.service.thumbnail(of: asset, edge: edge, priority: priority)
        })
    } catch let failure as ThumbnailFailure {
      var problem = Problem(.notFound, "\(failure)", exit: .partly)
      if case .needsProgram(let program, _) = failure { problem.members = ["needs": .string(program)] }
      throw problem
    }
  }

  /// The id names the pixels, so that a thumbnail never changes.
  private static func reply(_ thumbnail: Thumbnail) -> Reply {
    Reply(
      headers: [
        .contentType: thumbnail.format == .webp ? "image/webp" : "image/jpeg",
        .cacheControl: "private, max-age=31536000, immutable",
      ], body: .bytes(thumbnail.bytes))
  }
}
