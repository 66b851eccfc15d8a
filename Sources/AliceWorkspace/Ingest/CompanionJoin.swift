import AliceCatalog
import AliceLibrary
package import AliceModel

/// Gives an asset of the library the files of a later result that had the same content.
///
/// The caller holds the library's lock. The asset moves into a folder of its own first, then the files are added, then
/// the record lists them: whatever stops this leaves an asset that is whole.
package struct CompanionJoin: Sendable {
  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Returns the asset with those of the candidate's companions that it did not have.
  package func add(companionsOf candidate: Candidate, to asset: Asset) throws -> Asset {
    let fresh = CompanionJoin.fresh(candidate, beside: asset.record.companions)
    guard !fresh.isEmpty, !asset.missing, asset.id == candidate.id else { return asset }
    var asset = try inOwnFolder(asset)
    try workspace.library.add(
      fresh.map { PlacedCompanion(name: $0.companion.name, file: $0.file) }, besides: asset.path)
    var record = try workspace.rewriter.current(asset).record
    record.companions += fresh.map(\.companion)
    asset = try workspace.rewriter.rewrite(asset, as: record).asset
    return asset
  }

  /// Returns the companions whose bytes are new, under names that are free.
  private static func fresh(
    _ candidate: Candidate, beside known: [Companion]
  ) -> [(companion: Companion, file: OpenFile)] {
    var digests = Set(known.map(\.digest))
    var taken = Set(known.map { $0.name.lowercased() })
    var fresh: [(Companion, OpenFile)] = []
    for (placed, companion) in zip(candidate.companions, candidate.record.companions)
    where known.count + fresh.count < Companion.limit && digests.insert(companion.digest).inserted {
      let name = free(companion.name, taken)
      guard CompanionFolder.isSafe(name), taken.insert(name.lowercased()).inserted else { continue }
      fresh.append(
        (Companion(name: name, bytes: companion.bytes, digest: companion.digest, key: companion.key), placed.file))
    }
    return fresh
  }

  private static func free(_ name: String, _ taken: Set<String>) -> String {
    guard taken.contains(name.lowercased()) else { return name }
    let path = BytePath(name)
    let names = (2...(Companion.limit + 2)).lazy.map { path.adding(number: $0).description }
    return names.first { !taken.contains($0.lowercased()) } ?? name
  }

  private func inOwnFolder(_ asset: Asset) throws -> Asset {
    guard !CompanionFolder.isAsset(asset.path) else { return asset }
    guard let memory = try workspace.catalog.memory(of: asset.id) else { return asset }
    let name = asset.path.lastComponent
    let isNamed = CompanionFolder.shortID(in: name.stem) != nil
    let stem = isNamed ? name.stem.description : "\(asset.facts.format.kind.rawValue)-\(asset.id.short)"
    let file = isNamed ? name : BytePath("\(stem).\(name.fileExtension)")
    let beside = asset.path.parent?.appending(file) ?? file
    let placed = try workspace.library.move(from: asset.path, to: CompanionFolder.path(for: beside, stem: stem))
    try workspace.catalog.record([CatalogEntry(moved: memory, to: placed)])
    var moved = asset
    moved.path = placed.path
    return moved
  }
}
