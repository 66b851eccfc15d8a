import AliceNumbers
import Hummingbird

/// The addresses of the server.
package enum Routes {
  typealias Route = @Sendable (GalleryServer, Call) async throws -> Reply

  /// Returns nil if there is no such address.
  static func route(_ call: Call) -> Route? {
    guard call.path.starts(with: ["api", "1"]), call.path.count > 2 else { return page(call) }
    let rest = Array(call.path.dropFirst(3))
    let name = call.path[2]
    return call.method == .post
      ? changes[rest.isEmpty ? name : name + "/" + rest.joined(separator: "/")]
      : views[name].flatMap { $0.segments.contains(rest.count) ? $0.route : nil }
  }

  private static func page(_ call: Call) -> Route? {
    guard call.method != .post else { return nil }
    if call.path == [""] { return { server, _ in server.page.page } }
    guard call.path.count == 3, call.path[0] == "a" else { return nil }
    return { server, call in try server.page.file(call.path[2], ofBuild: call.path[1]) }
  }

  /// The routes that change nothing, with the numbers of further segments that they take.
  private static let views: [String: (segments: ClosedRange<Int>, route: Route)] = [
    "page": (0...0, ResultRoutes.page), "layout": (0...0, ResultRoutes.layout), "items": (0...0, ResultRoutes.items),
    "find": (0...0, ResultRoutes.find), "stack": (0...0, ResultRoutes.stack), "days": (0...0, ResultRoutes.days),
    "facets": (0...0, QueryRoutes.facets), "check": (0...0, QueryRoutes.check),
    "asset": (1...1, AssetRoutes.asset), "thumb": (2...2, ThumbnailRoutes.thumbnail), "file": (1...1, FileRoutes.file),
    "contents": (1...1, AssetRoutes.contents),
    "zip": (1...1, ZipRoutes.download), "events": (0...0, EventRoutes.events), "jobs": (0...0, JobRoutes.jobs),
    "models": (0...0, JobRoutes.models), "duplicates": (0...0, DuplicateRoutes.groups),
  ]

  /// The names of all requests with a body.
  package static var changeNames: [String] { changes.keys.sorted() }

  private static let changes: [String: Route] = [
    "rate": VerdictRoutes.rate, "tag": VerdictRoutes.tag, "pick": VerdictRoutes.pick, "undo": VerdictRoutes.undo,
    "trash": TrashRoutes.trash, "restore": TrashRoutes.restore, "duel": DuelRoutes.duel,
    "duel/undo": DuelRoutes.undo, "duel/end": DuelRoutes.end, "keep": DuplicateRoutes.keep,
    "refresh": VerdictRoutes.refresh,
    "estimate": JobRoutes.estimate, "generate": JobRoutes.generate,
    "drop": DropRoutes.drop, "zip": ZipRoutes.prepare, "reveal": AssetRoutes.reveal,
  ]
}
