import AliceKit
import Hummingbird

/// Duels: which of two assets is better.
enum DuelRoutes {
  static let duel: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let (winner, loser) = (try body.id("winner"), try body.id("loser"))
    guard winner != loser else { throw Problem.usage("an asset cannot be better than itself") }
    return try await server.once(call, body) { [server] in
      let after = try Duels(server.workspace).record(winner: winner, loser: loser)
      return elo([winner: after.winner, loser: after.loser])
    }
  }

  static let undo: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    return try await server.once(call, body) { [server] in
      let duels = Duels(server.workspace)
      guard let last = try duels.undoLast() else { throw AliceError.nothingToUndo }
      return elo(try duels.ratings(of: [last.winner, last.loser]))
    }
  }

  static let end: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    return try await server.once(call, body) { [server] in
      let duels = Duels(server.workspace)
      let log = duels.log()
      var refused: [(AssetID?, String)] = []
      let changed = try duels.finish(log: log) { asset, error in
        refused.append((asset?.id, Problem(describing: error).detail))
      }
      return try server.verdict(changed.map(\.id), refused, operation: log.id)
    }
  }

  private static func elo(_ ratings: [AssetID: Double]) -> Reply {
    let values = ratings.sorted { $0.key < $1.key }.map { ($0.key.hex, JSONValue(($0.value * 1000).rounded() / 1000)) }
    return .json(["elo": .object(JSONObject(values))])
  }
}
