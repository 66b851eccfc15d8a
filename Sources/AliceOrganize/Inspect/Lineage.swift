import AliceCatalog
public import AliceModel

/// What an asset was made from, and what was made from it, as far as the catalog knows.
public struct Lineage: Sendable {
  /// One asset and those behind it.
  public struct Node: Sendable {
    public let id: AssetID
    /// Nil where the library does not have it.
    public let asset: Asset?
    public let next: [Node]
    /// There are more behind it than are told here.
    public let isCut: Bool
  }

  public let parents: [Node]
  public let children: [Node]
  /// The asset has more parents or children than are told.
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

/// A walk that visits each asset once, so that a circle ends it, and no more of them than a person would read.
private struct LineageWalk {
  static let mostNodes = 60
  private static let deepest = 8

  private let catalog: Catalog
  private let sidecars: (AssetID, Asset?) throws -> [AssetID]
  private var seen: Set<AssetID>

  init(catalog: Catalog, start: AssetID, sidecars: @escaping (AssetID, Asset?) throws -> [AssetID]) {
    self.catalog = catalog
    self.sidecars = sidecars
    seen = [start]
  }

  mutating func nodes(behind id: AssetID, _ asset: Asset?, depth: Int = 0) throws -> [Lineage.Node] {
    var nodes: [Lineage.Node] = []
    for next in try sidecars(id, asset) where seen.count <= LineageWalk.mostNodes && seen.insert(next).inserted {
      let known = try catalog.asset(next)
      let more = depth + 1 < LineageWalk.deepest ? try self.nodes(behind: next, known, depth: depth + 1) : []
      let isCut = try sidecars(next, known).contains { id in !more.contains { $0.id == id } }
      nodes.append(Lineage.Node(id: next, asset: known, next: more, isCut: isCut))
    }
    return nodes
  }
}
