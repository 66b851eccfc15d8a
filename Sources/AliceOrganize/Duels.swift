import AliceCatalog
package import AliceWorkspace

/// Duels between two assets, by which `Elo` ranks them.
///
/// Each duel is in the journal when `record` returns. `finish` writes the ratings into the files; until then, and after
/// a crash, they are pending in the journal, and the next `finish` writes them.
package struct Duels: Sendable {
  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Records a duel, and returns the ratings after it. An asset cannot meet itself: nothing is recorded then.
  package func record(winner: AssetID, loser: AssetID) throws -> (winner: Double, loser: Double) {
    let known = try workspace.catalog.assets([winner, loser])
    for id in [winner, loser] where known[id] == nil { throw AliceError.noSuchAsset(id.hex) }
    let written = (winner: known[winner]?.record.elo, loser: known[loser]?.record.elo)
    guard winner != loser else { return (written.winner ?? Elo.start, written.loser ?? Elo.start) }
    return try workspace.journal().recordDuel(
      winner: winner, loser: loser, written: written, at: workspace.clock.now())
  }

  /// Takes back the last duel, and returns its assets; nil if there is none. Ratings that are in the files already are
  /// changed by the next `finish`.
  package func undoLast() throws -> (winner: AssetID, loser: AssetID)? { try workspace.journal().takeBackDuel() }

  /// Returns the ratings of assets after all duels that are recorded, whether they are in the files or not.
  package func ratings(of ids: [AssetID]) throws -> [AssetID: Double] {
    let pending = Dictionary(
      try workspace.journal().pendingElo().map { ($0.asset, $0.rating ?? Elo.start) }, uniquingKeysWith: { $1 })
    let known = try workspace.catalog.assets(ids)
    return Dictionary(
      ids.map { ($0, pending[$0] ?? known[$0]?.record.elo ?? Elo.start) }, uniquingKeysWith: { $1 })
  }

  /// Returns the record of the operation that `finish` will make.
  package func log() -> OperationLog { OperationLog("duel", in: workspace) }

  /// Writes the pending ratings into the files, as one operation that can be undone, and returns the changed assets.
  ///
  /// Assets that are not in the library, such as deleted ones, keep theirs in the journal. So do those whose files
  /// cannot be written; `failed` receives them.
  package func finish(
    log: OperationLog? = nil, failed: (Asset?, any Error) throws -> Void = { throw $1 }
  ) throws -> [Asset] {
    let journal = try workspace.journal()
    guard try !journal.pendingElo().isEmpty else { return [] }
    var pending: [(asset: AssetID, rating: Double?)] = []
    let changed = try Annotator(workspace).apply(log: log ?? self.log(), failed: failed) {
      // Another process may have written other ratings until now.
      pending = try journal.pendingElo()
      return try changes(to: pending)
    }
    let done = Set(changed.map(\.id))
    try journal.noteWritten(pending.filter { done.contains($0.asset) })
    return changed
  }

  private func changes(
    to ratings: [(asset: AssetID, rating: Double?)]
  ) throws -> [(asset: Asset, change: Annotator.Change)] {
    let known = try workspace.catalog.assets(ratings.map(\.asset))
    return ratings.compactMap { id, rating in
      known[id].flatMap { asset in
        asset.missing ? nil : (asset: asset, change: Annotator.Change(elo: .some(rating)))
      }
    }
  }
}
