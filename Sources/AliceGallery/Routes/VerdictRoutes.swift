import AliceKit
import Hummingbird

/// Ratings, tags and their undo: the verbs of the command line, with its journal.
enum VerdictRoutes {
  private static let refreshLimit = 200
  private static let tagLimit = 100

  static let rate: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    guard let stars = body["rating"]?.wholeNumber, (0...5).contains(stars) else {
      throw Problem.usage("rating is a number from 0 to 5")
    }
    return try await server.annotate(call, body, .init(rating: .some(Rating(stars))))
  }

  static let tag: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let (added, removed) = (try body.texts("add"), try body.texts("remove"))
    guard added.count + removed.count <= tagLimit else { throw Problem.usage("a request has at most \(tagLimit) tags") }
    if let bad = (added + removed).first(where: { !AssetRecord.isTag($0) }) { throw AliceError.badTag(bad) }
    guard added.allSatisfy(isReadable) else {
      throw Problem.usage("a tag has visible characters, and none that turns the direction of the text")
    }
    return try await server.annotate(call, body, .init(addedTags: added, removedTags: removed))
  }

  /// Returns whether people see what a tag says.
  private static func isReadable(_ tag: String) -> Bool {
    let scalars = tag.unicodeScalars
    return !scalars.contains { $0.properties.isBidiControl }
      && scalars.contains { !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint }
  }

  static let pick: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let pick: Pick? =
      switch try body.text("verdict") {
      case "pick": .picked
      case "reject": .rejected
      case "clear": nil
      default: throw Problem.usage("verdict is pick, reject or clear")
      }
    return try await server.annotate(call, body, .init(pick: .some(pick)))
  }

  static let undo: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    guard let operation = body["operation"]?.wholeNumber else { throw Problem.usage("operation is a number") }
    return try await server.once(call, body) { [server] in
      let report = try Undoer(server.workspace, operation: Int64(operation)).run()
      let ids = try server.browser.assets(at: Array(report.undone)).map(\.id)
      return .json([
        "operation": JSONValue(operation), "changed": JSONValue(report.undone.count),
        "refused": .array(
          report.refused.map { ["id": .null, "reason": .string("\($0.path): \($0.reason)")] }),
        "items": try server.browser.columns(of: ids).json,
      ])
    }
  }

  /// Returns the assets that were not changed, each with a sentence.
  static func list(_ refused: [(AssetID?, String)]) -> JSONValue {
    .array(refused.map { ["id": JSONValue($0.0?.hex), "reason": .string($0.1)] })
  }

  static let refresh: Routes.Route = { server, call in
    let ids = try await server.object(of: call).ids(limit: refreshLimit)
    guard !server.isReadOnly else { return .json(["items": try server.browser.columns(of: []).json]) }
    return try await server.workers.write { [server] in
      let changed = try Refresher(server.workspace).refresh(ids)
      return .json(["items": try server.browser.columns(of: changed).json])
    }
  }
}

extension GalleryServer {
  fileprivate func annotate(_ call: Call, _ body: JSONObject, _ change: Annotator.Change) async throws -> Reply {
    let ids = try body.ids()
    return try await once(call, body) { [self] in
      let (assets, missing) = try known(ids)
      var refused = missing
      let annotator = Annotator(workspace)
      let log = annotator.log(of: change)
      let changed = try annotator.apply(change, to: assets, log: log) { asset, error in
        refused.append((asset?.id, Problem(describing: error).detail))
      }
      return try verdict(changed.map(\.id), refused, operation: log.id)
    }
  }

  /// Returns the assets of these ids, and a reason for each that is unknown.
  func known(_ ids: [AssetID]) throws -> ([Asset], [(AssetID?, String)]) {
    let known = try browser.assets(ids)
    let missing = ids.filter { known[$0] == nil }
    return (ids.compactMap { known[$0] }, missing.map { ($0, AliceError.noSuchAsset($0.short).sentence) })
  }

  /// Returns the answer to a change: what it did, what it did not do, and how the assets look now.
  func verdict(_ changed: [AssetID], _ refused: [(AssetID?, String)], operation: Int64?) throws -> Reply {
    .json([
      "operation": operation.map { JSONValue(Int($0)) } ?? .null, "changed": JSONValue(changed.count),
      "refused": VerdictRoutes.list(refused),
      "items": try browser.columns(of: changed).json,
    ])
  }
}
