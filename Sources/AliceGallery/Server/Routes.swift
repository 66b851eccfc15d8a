import AliceKit
import AliceNumbers
import Hummingbird

/// The addresses of the server.
package enum Routes {
  typealias Route = @Sendable (GalleryServer, Call) async throws -> Reply

  /// A request that changes nothing in the library.
  struct View: Sendable {
    let route: Route
    var about: RouteAbout
  }

  /// A request with a body.
  struct Change: Sendable {
    let route: Route
    /// What a program needs for it; nil if it is for the page alone.
    let scope: GalleryScope?
    var about: RouteAbout
  }

  /// Returns nil if there is no such address.
  static func route(_ call: Call) -> Route? {
    guard let name = name(of: call) else { return page(call) }
    if call.method == .post { return changes[name]?.route }
    let count = call.path.count - 3
    return views[call.path[2]].flatMap { $0.about.segments.count == count ? $0.route : nil }
  }

  /// Throws if a program with these scopes may not ask this.
  static func check(_ call: Call, _ scopes: Set<GalleryScope>) throws(Problem) {
    guard let name = name(of: call) else { throw Problem(.forbidden, "the page is for browsers") }
    // What does not exist is told as such.
    guard call.method == .post else { return try check(.read, scopes) }
    guard let change = changes[name] else { return }
    guard let scope = change.scope else { throw Problem(.forbidden, "only the page does this") }
    try check(scope, scopes)
  }

  private static func check(_ scope: GalleryScope, _ scopes: Set<GalleryScope>) throws(Problem) {
    guard scopes.contains(scope) else {
      throw Problem(.forbidden, "the token lacks the scope '\(scope.rawValue)'")
    }
  }

  /// Returns the name of a request in the tables; nil if it is none of the interface.
  private static func name(of call: Call) -> String? {
    guard call.path.starts(with: ["api", "1"]), call.path.count > 2 else { return nil }
    return call.path.dropFirst(2).joined(separator: "/")
  }

  private static func page(_ call: Call) -> Route? {
    guard call.method != .post else { return nil }
    if call.path == [""] { return { server, _ in server.page.page } }
    guard call.path.count == 3, call.path[0] == "a" else { return nil }
    return { server, call in try server.page.file(call.path[2], ofBuild: call.path[1]) }
  }

  /// The names of all requests with a body.
  package static var changeNames: [String] { changes.keys.sorted() }

  static let views: [String: View] = [
    "page": View(route: ResultRoutes.page, about: .page), "layout": View(route: ResultRoutes.layout, about: .layout),
    "items": View(route: ResultRoutes.items, about: .items), "find": View(route: ResultRoutes.find, about: .find),
    "stack": View(route: ResultRoutes.stack, about: .stack), "days": View(route: ResultRoutes.days, about: .days),
    "facets": View(route: QueryRoutes.facets, about: .facets),
    "check": View(route: QueryRoutes.check, about: .check),
    "asset": View(route: AssetRoutes.asset, about: .asset),
    "thumb": View(route: ThumbnailRoutes.thumbnail, about: .thumbnail),
    "file": View(route: FileRoutes.file, about: .file),
    "contents": View(route: AssetRoutes.contents, about: .contents),
    "zip": View(route: ZipRoutes.download, about: .download),
    "events": View(route: EventRoutes.events, about: .events), "jobs": View(route: JobRoutes.jobs, about: .jobs),
    "models": View(route: JobRoutes.models, about: .models),
    "duplicates": View(route: DuplicateRoutes.groups, about: .duplicates),
    "openapi": View(route: OpenAPIRoutes.description, about: .openAPI),
  ]

  static let changes: [String: Change] = [
    "rate": Change(route: VerdictRoutes.rate, scope: .write, about: .rate),
    "tag": Change(route: VerdictRoutes.tag, scope: .write, about: .tag),
    "pick": Change(route: VerdictRoutes.pick, scope: .write, about: .pick),
    "undo": Change(route: VerdictRoutes.undo, scope: .write, about: .undo),
    "trash": Change(route: TrashRoutes.trash, scope: nil, about: .pageOnly),
    "restore": Change(route: TrashRoutes.restore, scope: nil, about: .pageOnly),
    "duel": Change(route: DuelRoutes.duel, scope: .write, about: .duel),
    "duel/undo": Change(route: DuelRoutes.undo, scope: .write, about: .undoDuel),
    "duel/end": Change(route: DuelRoutes.end, scope: .write, about: .endDuels),
    "keep": Change(route: DuplicateRoutes.keep, scope: nil, about: .pageOnly),
    "refresh": Change(route: VerdictRoutes.refresh, scope: .write, about: .refresh),
    "estimate": Change(route: JobRoutes.estimate, scope: .read, about: .estimate),
    "generate": Change(route: JobRoutes.generate, scope: .spend, about: .generate),
    "drop": Change(route: DropRoutes.drop, scope: .write, about: .drop),
    "zip": Change(route: ZipRoutes.prepare, scope: .read, about: .zip),
    "reveal": Change(route: AssetRoutes.reveal, scope: nil, about: .pageOnly),
  ]
}
