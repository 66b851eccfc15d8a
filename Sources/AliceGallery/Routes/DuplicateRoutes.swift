import AliceKit
import Hummingbird

/// Groups of images and films that look alike, and which of them is kept.
enum DuplicateRoutes {
  private static let limit = 500

  /// The groups in a result, as far as the looks of its images and films are known: nothing is decoded for a page.
  static let groups: Routes.Route = { server, call in
    let text = call.parameter("q") ?? ""
    let found = try await server.workers.scan { [server] in
      let query = try QueryRoutes.asking(text) { () throws(SearchQueryError) in try server.browser.query(text) }
      return try DuplicateFinder(server.workspace, records: !server.isReadOnly).known(query)
    }
    return .json([
      "groups": .array(found.groups.prefix(limit).map(\.json)), "total": JSONValue(found.groups.count),
      "compared": JSONValue(found.compared.total), "among": .string(found.compared.phrase),
      "unseen": JSONValue(found.unseen.total),
      "not_compared": .array(notCompared(found).map { .string($0) }),
    ])
  }

  private static func notCompared(_ found: DuplicateFinder.Result) -> [String] {
    let unseen = found.unseen.total == 0 ? [] : ["\(found.unseen.phrase) not compared yet, which 'alice dedupe' does"]
    return unseen + found.undecoded.sentences(done: "compared")
  }

  /// Keeps one of some assets: the others move to the trash after what they know was written into it.
  static let keep: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let (keeper, ids) = (try body.id("keep"), try body.ids())
    guard !ids.contains(keeper) else { throw Problem.usage("ids lists the assets that go") }
    return try await server.once(call, body) { [server] in
      var (others, refused) = try server.known(ids)
      guard let kept = try server.browser.asset(keeper) else { throw AliceError.noSuchAsset(keeper.short) }
      var report = Deduplicator.Report()
      if !others.isEmpty {
        report = try Deduplicator(server.workspace).apply([DuplicateGroup(chosen: kept, others: others)]) {
          refused.append(($0?.id, Problem(describing: $1).detail))
        }
      }
      others = report.deleted
      return .json([
        "operation": report.operation.flatMap { Int($0) }.map { JSONValue($0) } ?? .null,
        "changed": JSONValue(others.count), "refused": VerdictRoutes.list(refused),
        "items": try server.browser.columns(of: [keeper]).json,
      ])
    }
  }
}
