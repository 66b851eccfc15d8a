import AliceKit
import Hummingbird

/// The way to the trash and back.
enum TrashRoutes {
  static let trash: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let ids = try body.ids()
    return try await server.once(call, body) { [server] in
      var (assets, refused) = try server.known(ids)
      let report = try Trash(server.workspace).delete(assets) { asset, error in
        refused.append((asset?.id, Problem(describing: error).detail))
      }
      assets = report.deleted
      return .json([
        "operation": report.operation.flatMap { Int($0) }.map { JSONValue($0) } ?? .null,
        "changed": JSONValue(assets.count), "refused": VerdictRoutes.list(refused),
      ])
    }
  }

  static let restore: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let ids = try body.ids()
    return try await server.once(call, body) { [server] in
      let trash = Trash(server.workspace)
      let files = try trash.list()
      var refused: [(AssetID?, String)] = []
      var wanted: [TrashedFile] = []
      for id in ids {
        do {
          wanted.append(try trash.file(named: BytePath(id.hex), among: files))
        } catch {
          refused.append((id, Problem(describing: error).detail))
        }
      }
      let restored = try trash.restore(wanted) { file, error in
        refused.append((file.id, Problem(describing: error).detail))
      }
      return try server.verdict(restored.map(\.id), refused, operation: nil)
    }
  }
}
