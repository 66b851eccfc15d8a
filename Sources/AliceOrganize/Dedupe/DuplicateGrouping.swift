package import AliceCatalog

/// Groups pairs of assets that look alike around the assets that are kept.
///
/// Every other asset of a group looks like its keeper: a chain, in which the ends do not look alike any more, becomes
/// several groups. Copies as they are come first; what is left is then compared with turned and mirrored copies.
///
/// Whatever they look like, two that are picked are no copies of each other, and neither is what was made from the other:
/// an enlarged or repainted picture is a work of its own.
struct DuplicateGrouping {
  private struct Edge {
    let other: AssetID
    let turn: PictureTurn
    let distance: Int?
  }

  private let edges: [AssetID: [Edge]]
  /// The assets, the one that is rather kept first.
  private let assets: [Asset]

  /// Pairs with assets that are not among `assets` are left out.
  init(_ pairs: [Twins], of assets: [Asset]) {
    let known = Set(assets.map(\.id))
    let picked = Set(assets.filter { $0.record.pick == .picked }.map(\.id))
    let parents = Dictionary(
      assets.map { ($0.id, $0.record.provenance.parents) }, uniquingKeysWith: { first, _ in first })
    func isMeant(_ pair: Twins) -> Bool {
      (picked.contains(pair.one) && picked.contains(pair.other))
        || parents[pair.one]?.contains(pair.other) == true || parents[pair.other]?.contains(pair.one) == true
    }
    var edges: [AssetID: [Edge]] = [:]
    for pair in pairs where known.contains(pair.one) && known.contains(pair.other) {
      if isMeant(pair) { continue }
      for pair in [pair, pair.reversed] {
        edges[pair.one, default: []].append(Edge(other: pair.other, turn: pair.turn, distance: pair.distance))
      }
    }
    self.edges = edges
    self.assets = assets.sorted { KeeperReason.preference($0, $1).isFirst }
  }

  func groups() -> [DuplicateGroup] {
    var taken: Set<AssetID> = []
    let plain = groups(&taken) { $0 == .same }
    return plain + groups(&taken) { $0 != .same }
  }

  private func groups(_ taken: inout Set<AssetID>, _ isWanted: (PictureTurn) -> Bool) -> [DuplicateGroup] {
    let byID = Dictionary(assets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [DuplicateGroup] = []
    var keepers: Set<AssetID> = []
    for keeper in assets where !taken.contains(keeper.id) {
      let near = (edges[keeper.id] ?? []).filter { edge in
        isWanted(edge.turn) && !taken.contains(edge.other) && !keepers.contains(edge.other)
      }
      guard !near.isEmpty else { continue }
      keepers.insert(keeper.id)
      for (turn, edges) in Dictionary(grouping: near, by: \.turn).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        let others = edges.compactMap { byID[$0.other] }.sorted { KeeperReason.preference($0, $1).isFirst }
        guard let next = others.first else { continue }
        taken.formUnion(others.map(\.id))
        groups.append(
          DuplicateGroup(
            keeper: keeper, reason: KeeperReason.preference(keeper, next).reason, others: others,
            distance: edges.compactMap(\.distance).max(), turn: turn))
      }
    }
    return groups
  }
}

extension DuplicateGroup {
  /// Returns the groups that pairs of assets make.
  package static func groups(of pairs: [Twins], among assets: [Asset]) -> [DuplicateGroup] {
    DuplicateGrouping(pairs, of: assets).groups()
  }
}
