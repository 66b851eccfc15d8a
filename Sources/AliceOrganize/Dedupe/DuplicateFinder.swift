import AliceCatalog
import AliceLibrary
package import AliceWorkspace
import Foundation

/// Finds images and films of a library that look alike.
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
    /// What was compared.
    package var compared = PictureCount()
    /// The files that could not be read.
    package var unread: [BytePath] = []
    /// What nobody has looked at yet, and was not looked at now either.
    package var unseen = PictureCount()
    /// What no program decodes.
    package var undecoded = NotScoredFiles()
  }

  /// Finds the groups among the results of a query. Cancelling the task ends this; what was recorded stays.
  @concurrent
  package func run(_ query: SearchQuery, progress: FileProgress? = nil) async throws -> Result {
    let images = try workspace.catalog.images(query, LookReader.formats)
    var result = Result()
    let new = result.separate(images, workspace.scoringPrograms)
    let looks = try await look(at: new, &result, progress)
    result.groups = try groups(among: images.map(\.id), looks)
    return result
  }

  /// Returns the groups among those results of a query whose looks are known; reads no image.
  package func known(_ query: SearchQuery) throws -> Result {
    let images = try workspace.catalog.images(query, LookReader.formats)
    var result = Result()
    for image in result.separate(images, workspace.scoringPrograms) { result.unseen.add(image.format.kind) }
    result.groups = try groups(among: images.filter(\.isSeen).map(\.id), [:])
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
    let finder = TwinFinder(looks.map(\.look))
    return finder.pairs(of: looks.indices).map { pair in
      let (one, other) = (looks[pair.index], looks[pair.other])
      let isExact = pair.turn == .same && one.look.hasPixels(of: other.look)
      return Twins(one.id, other.id, turn: pair.turn, distance: isExact ? nil : pair.distance)
    }
  }

  private func look(
    at images: [Catalog.PictureFile], _ result: inout Result, _ progress: FileProgress?
  ) async throws -> [AssetID: PictureLook] {
    progress?.begin(.comparing, total: images.count)
    let reader = LookReader(workspace)
    var looks: [AssetID: PictureLook] = [:]
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
        let image = batch[index]
        switch answer {
        case .look(let look):
          found.append((image.id, look))
          result.compared.add(image.format.kind)
          if let look { looks[image.id] = look }
        case .unknown: result.unread.append(image.path)
        case .undecoded(let reason): result.undecoded.add(reason, image.format.kind)
        }
        return true
      }
      if records { try workspace.catalog.setLooks(found) }
    }
    try Task.checkCancellation()
    return looks
  }
}

extension DuplicateFinder.Result {
  /// Counts what is seen and what no program can show. Returns the others.
  fileprivate mutating func separate(
    _ images: [Catalog.PictureFile], _ programs: ScoringPrograms
  ) -> [Catalog.PictureFile] {
    var obstacles: [MediaFormat: NotScored?] = [:]
    var others: [Catalog.PictureFile] = []
    for image in images {
      if image.isSeen {
        compared.add(image.format.kind)
        continue
      }
      let obstacle = obstacles[image.format] ?? programs.obstacle(to: image.format)
      obstacles[image.format] = .some(obstacle)
      if let obstacle { undecoded.add(obstacle, image.format.kind) } else { others.append(image) }
    }
    return others
  }
}
