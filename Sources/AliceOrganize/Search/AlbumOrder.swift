import AliceCatalog
package import AliceWorkspace

/// The order of the assets in an album, which the journal keeps.
package struct AlbumOrder: Sendable {
  private let workspace: Workspace
  package let name: String

  package init(_ name: String, in workspace: Workspace) { (self.name, self.workspace) = (name, workspace) }

  /// Returns the order of the one album that a query names. Throws if it names none, or several.
  init(of query: SearchQuery, in workspace: Workspace) throws {
    let names = query.conjuncts.compactMap { term -> String? in
      guard case .field(.tag, let tests) = term, tests.count == 1 else { return nil }
      switch tests[0].meaning {
      case .equals(let tag), .exactly(let tag): return Album.name(of: tag)
      default: return nil
      }
    }
    guard names.count == 1 else { throw AliceError.noSingleAlbum }
    self.init(names[0], in: workspace)
  }

  /// Returns the assets in the order of the album; those without a place come last, as they are.
  func sorted(_ assets: [Asset]) throws -> [Asset] {
    let order = try workspace.journalForReading()?.order(ofAlbum: name) ?? []
    let places = Dictionary(zip(order, 0...), uniquingKeysWith: { first, _ in first })
    return assets.enumerated().sorted { left, right in
      let (one, other) = (places[left.element.id] ?? .max, places[right.element.id] ?? .max)
      return one != other ? one < other : left.offset < right.offset
    }.map(\.element)
  }

  /// Puts assets, in this order, before another one of the album; nil is the end.
  package func put(_ assets: [Asset], before next: Asset?) throws {
    try workspace.journal().arrange(assets.map(\.id), inAlbum: name, before: next?.id)
  }
}

/// What a change of tags does to the order of albums.
struct AlbumChange: Hashable {
  let added: [String]
  let removed: [String]

  init(_ change: Annotator.Change) {
    added = change.addedTags.compactMap(Album.name)
    removed = change.removedTags.compactMap(Album.name)
  }

  /// Records where the assets are in the albums that they got into, and forgets their places in those that they left.
  func record(_ assets: [Asset], in workspace: Workspace) throws {
    for name in added { try workspace.journal().append(assets.map(\.id), toAlbum: name) }
    for name in removed { try workspace.journal().remove(assets.map(\.id), fromAlbum: name) }
  }
}
