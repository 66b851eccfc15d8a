import AliceCatalog
import AliceWorkspace

extension Workspace {
  /// Returns those of `ids` that look like another asset, each with its nearest one. Their images are decoded only where
  /// they are scored, so without quality nothing is known. A failure is no error: `dedupe` finds them.
  func alike(to ids: [AssetID]) -> [OrganizeReport.Alike] {
    guard !ids.isEmpty, catalog.obstacle == nil, (try? catalog.compareLooks()) != nil,
      let twins = try? catalog.twins(of: ids)
    else { return [] }
    var nearest: [AssetID: Twins] = [:]
    for pair in twins where (pair.distance ?? -1) < (nearest[pair.one].map { $0.distance ?? -1 } ?? .max) {
      nearest[pair.one] = pair
    }
    return ids.compactMap { id in nearest[id].map { OrganizeReport.Alike(id: id, other: $0.other) } }
  }
}
