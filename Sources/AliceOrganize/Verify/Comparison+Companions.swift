import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// The files that lie with an asset in its folder.
extension Comparison {
  /// Compares the companions of all assets that were found. The bytes are compared for those in `verified`.
  mutating func compareCompanions(verified: Set<AssetID>) throws {
    let changed = Dictionary(changes.map { ($0.file.asset.id, $0.file.asset) }) { $1 }
    var candidates = accompanied
    for (id, asset) in changed where !asset.record.companions.isEmpty { candidates[id] = try place(of: id) }
    for (id, path) in candidates.sorted(by: { $0.value < $1.value }) {
      guard let asset = try changed[id] ?? workspace.catalog.asset(id) else { continue }
      try compareCompanions(of: asset, at: path, isVerified: verified.contains(id))
    }
  }

  private mutating func compareCompanions(of asset: Asset, at path: BytePath, isVerified: Bool) throws {
    let (id, folder) = (asset.id, path.parent)
    for companion in asset.record.companions {
      try Task.checkCancellation()
      let place = folder?.appending(companion.name) ?? BytePath(companion.name)
      guard let file = try? workspace.library.openFile(place, untilCancelled: true) else {
        findings.append(.companionMissing(id, place))
        continue
      }
      let isSound =
        try file.byteCount == companion.bytes
        && (!isVerified || ContentDigest.hex(of: file) == companion.digest)
      if !isSound { findings.append(.companionDamaged(id, place)) }
    }
  }
}
