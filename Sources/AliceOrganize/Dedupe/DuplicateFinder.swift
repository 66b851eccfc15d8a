import AliceCatalog
import AliceLibrary
import AliceVision
package import AliceWorkspace
import Foundation

/// Finds images of a library that look alike.
package struct DuplicateFinder: Sendable {
  /// The number of images that are looked at before what was found is recorded.
  private static let batchSize = 64
  private static let width = max(2, ProcessInfo.processInfo.activeProcessorCount)

  private let workspace: Workspace
  /// Whether what was found is recorded in the catalog, so that the next run need not look at the images again.
  private let records: Bool

  package init(_ workspace: Workspace, records: Bool) {
    self.workspace = workspace
    self.records = records && workspace.catalog.obstacle == nil
  }

  package struct Result: Sendable {
    package var groups: [DuplicateGroup] = []
    /// The number of images that were compared.
    package var compared = 0
    /// The images that could not be read.
    package var unread: [BytePath] = []
    /// The number of images at which nobody has looked yet, and which were not looked at now either.
    package var unseen = 0
  }

  /// Finds the groups among the results of a query. Cancelling the task ends this; what was recorded stays.
  @concurrent
  package func run(_ query: SearchQuery, progress: FileProgress? = nil) async throws -> Result {
    let images = try workspace.catalog.images(query, PictureLooker.formats)
    var result = Result(compared: images.count)
    let (looks, unread) = try await look(at: images.filter { !$0.isSeen }, progress)
    result.unread = unread
    result.compared -= unread.count
    result.groups = try groups(among: images.map(\.id), looks)
    return result
  }

  /// Returns the groups among those results of a query whose looks are known; reads no image.
  package func known(_ query: SearchQuery) throws -> Result {
    let images = try workspace.catalog.images(query, PictureLooker.formats)
    let seen = images.filter(\.isSeen)
    var result = Result(compared: seen.count, unseen: images.count - seen.count)
    result.groups = try groups(among: seen.map(\.id), [:])
    return result
  }

  private func groups(among images: [AssetID], _ looks: [AssetID: PictureLook]) throws -> [DuplicateGroup] {
    let pairs = try records ? recordedPairs() : pairs(among: images, looks)
    let wanted = Set(images)
    let alike = pairs.filter { wanted.contains($0.one) && wanted.contains($0.other) }
    let assets = try workspace.catalog.assets(Array(Set(alike.flatMap { [$0.one, $0.other] })))
    return DuplicateGroup.groups(of: alike, among: present(Array(assets.values)))
  }

  /// Leaves out assets whose files are gone.
  private func present(_ assets: [Asset]) -> [Asset] {
    zip(assets, workspace.library.areGone(assets.map(\.path))).compactMap { $1 || $0.missing ? nil : $0 }
  }

  private func recordedPairs() throws -> [Twins] {
    try workspace.catalog.compareLooks()
    return try workspace.catalog.twins()
  }

  /// Compares looks without recording anything.
  private func pairs(among ids: [AssetID], _ new: [AssetID: PictureLook]) throws -> [Twins] {
    var looks: [(id: AssetID, look: PictureLook)] = []
    for (id, known) in try workspace.catalog.looks(of: ids) { if let known { looks.append((id: id, look: known)) } }
    looks += new.map { (id: $0.key, look: $0.value) }
    let finder = TwinFinder(looks.map(\.look.hash))
    return finder.pairs(of: looks.indices).map { pair in
      let (one, other) = (looks[pair.index], looks[pair.other])
      let isExact = pair.turn == .same && one.look.pixels == other.look.pixels
      return Twins(one.id, other.id, turn: pair.turn, distance: isExact ? nil : pair.distance)
    }
  }

  private func look(
    at images: [(id: AssetID, path: BytePath, isSeen: Bool)], _ progress: FileProgress?
  ) async throws -> (looks: [AssetID: PictureLook], unread: [BytePath]) {
    progress?.begin(.comparing, total: images.count)
    let reader = LookReader(workspace)
    var looks: [AssetID: PictureLook] = [:]
    var unread: [BytePath] = []
    var rest = images[...]
    while !rest.isEmpty {
      try Task.checkCancellation()
      let batch = Array(rest.prefix(DuplicateFinder.batchSize))
      rest = rest.dropFirst(batch.count)
      var found: [(asset: AssetID, look: PictureLook?)] = []
      await BoundedTasks(width: DuplicateFinder.width).run(batch) { image in
        progress.holding(image.path, isRead: true) { reader.look(of: image.id, at: image.path) }
      } each: { index, answer in
        progress?.advance()
        switch answer {
        case .look(let look):
          found.append((batch[index].id, look))
          if let look { looks[batch[index].id] = look }
        case .unknown: unread.append(batch[index].path)
        }
        return true
      }
      if records { try workspace.catalog.setLooks(found) }
    }
    try Task.checkCancellation()
    return (looks, unread)
  }
}
