import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision

/// Reads what the pictures show that a query names by `like:`. It decodes, so it must not run on a thread that others wait
/// for.
package struct ExampleReader: Sendable {
  private let workspace: Workspace
  /// Whether files outside of the library may be read.
  private let readsFiles: Bool

  package init(_ workspace: Workspace, readsFiles: Bool = true) {
    self.workspace = workspace
    self.readsFiles = readsFiles
  }

  /// Returns the query with what the pictures show in the place of their names. What is not known of a picture is read
  /// from its file; that of an asset is recorded.
  package func resolved(_ query: SearchQuery) throws -> SearchQuery {
    let names = query.term.likes
    guard !names.isEmpty else { return query }
    var meanings: [String: SearchTest.Meaning] = [:]
    for name in names { meanings[name] = try meaning(of: name) }
    return SearchQuery(query.term.replacingLikes(meanings))
  }

  /// Returns the same query; what cannot be read finds nothing.
  package func known(_ query: SearchQuery) throws(SearchQueryError) -> SearchQuery {
    do {
      return try resolved(query)
    } catch let error as SearchQueryError {
      throw error
    } catch {
      return query
    }
  }

  private func meaning(of name: String) throws -> SearchTest.Meaning {
    let path = BytePath(name)
    do {
      let asset = try workspace.asset(named: path)
      // The asset is left out of the results, so it stays a name.
      if try features(of: asset) != nil { return .equals(asset.id.hex) }
    } catch AliceError.noSuchAsset {
      guard readsFiles, let file = try? OpenFile.open(path.absolute, untilCancelled: true) else {
        throw ExampleReader.error(name, "no asset has this id" + (readsFiles ? ", and no file this name" : ""))
      }
      if let features = try features(of: file) { return .features(features) }
    }
    throw ExampleReader.error(name, "a picture that is black, blank, damaged or in no readable format shows nothing")
  }

  private static func error(_ name: String, _ reason: String) -> SearchQueryError {
    .badValue(field: "like", value: name, expected: reason)
  }

  private func features(of asset: Asset) throws -> PictureFeatures? {
    if let known = try workspace.catalog.features(of: [asset.id])[asset.id] { return known }
    let file = try workspace.library.openFile(asset.path, untilCancelled: true)
    guard let seen = try read(file), seen.id == asset.id else { return nil }
    workspace.keep([(asset: asset.id, picture: seen.picture)])
    return seen.picture.features
  }

  private func features(of file: OpenFile) throws -> PictureFeatures? {
    guard let seen = try read(file) else { return nil }
    if let known = try workspace.catalog.features(of: [seen.id])[seen.id] { return known }
    return seen.picture.features
  }

  /// Returns nil if the file has no picture that can be decoded.
  private func read(_ file: OpenFile) throws -> (id: AssetID, picture: SeenPicture)? {
    let inspection: Inspection
    do {
      inspection = try MediaFile.inspect(file, offsetMinutes: 0)
    } catch {
      try Task.checkCancellation()
      return nil
    }
    guard inspection.format.kind == .image else { return nil }
    let seen = SeenPicture.receiving(inspection.facts, thumbnail: false) { copy in
      _ = Examiner.sharedScorer.assess(file, inspection, by: ScoringPrograms(), copy: copy)
    }
    try Task.checkCancellation()
    return seen.map { (inspection.id, $0) }
  }
}

extension SeenPicture {
  fileprivate var features: PictureFeatures? { if case .features(let features) = shown { features } else { nil } }
}
