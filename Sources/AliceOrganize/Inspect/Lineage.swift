import AliceCatalog
public import AliceModel

/// The ancestors and descendants of an asset, as far as the catalog knows them.
public struct Lineage: Sendable {
  /// An asset with its own ancestors or descendants.
  public struct Node: Sendable {
    public let id: AssetID
    /// The asset; nil if the library does not have it.
    public let asset: Asset?
    public let next: [Node]
    /// Whether further ancestors or descendants are omitted.
    public let isCut: Bool
  }

  public let parents: [Node]
  public let children: [Node]
  /// Whether further parents or children of the asset are omitted.
  public let isCut: Bool

  public var isEmpty: Bool { parents.isEmpty && children.isEmpty }

  init(of asset: Asset, in catalog: Catalog) throws {
    var up = LineageWalk(catalog: catalog, start: asset.id) { $1?.record.provenance.parents ?? [] }
    parents = try up.nodes(behind: asset.id, asset)
    var down = LineageWalk(catalog: catalog, start: asset.id) { id, _ in
      try catalog.children(of: id, limit: LineageWalk.mostNodes + 1)
    }
    children = try down.nodes(behind: asset.id, asset)
    isCut =
      parents.count < Set(asset.record.provenance.parents).subtracting([asset.id]).count
      || children.count > LineageWalk.mostNodes
  }
}

/// Visits each asset once, so that a cycle ends the walk, and no more assets than are readable.
private struct LineageWalk {
  static let mostNodes = 60
  private static let deepest = 8

  private let catalog: Catalog
  private let relatives: (AssetID, Asset?) throws -> [AssetID]
  private var seen: Set<AssetID>

  init(catalog: Catalog, start: AssetID, relatives: @escaping (AssetID, Asset?) throws -> [AssetID]) {
    self.catalog = catalog
    self.relatives = relatives
    seen = [start]
  }

  mutating func nodes(behind id: AssetID, _ asset: Asset?, depth: Int = 0) throws -> [Lineage.Node] {
    var nodes: [Lineage.Node] = []
    for next in try relatives(id, asset) where seen.count <= LineageWalk.mostNodes && seen.insert(next).inserted {
      let known = try catalog.asset(next)
      let more = depth + 1 < LineageWalk.deepest ? try self.nodes(behind: next, known, depth: depth + 1) : []
      let isCut = try relatives(next, known).contains { id in !more.contains { $0.id == id } }
      nodes.append(Lineage.Node(id: next, asset: known, next: more, isCut: isCut))
    }
    return nodes
  }
}
