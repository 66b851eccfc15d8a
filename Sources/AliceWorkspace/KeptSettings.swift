import AliceCatalog
import AliceLibrary

/// Reads how a library is laid out: from its settings, or by its files if the settings are absent.
struct KeptSettings {
  let library: Library
  let catalog: Catalog

  /// The number of assets, the newest, from which the layout is inferred.
  private static let sample = 200

  /// Throws `settingsLost` if the file is damaged, or if it is gone and the files do not have the default layout.
  func read() throws -> LibrarySettings {
    let bytes: [UInt8]?
    do throws(LibraryError) {
      bytes = try library.read(.settings)
    } catch {
      if case .system = error { throw AliceError(error, library: library.root) }
      throw try lost(isDamaged: true)
    }
    guard let bytes else {
      // Libraries of early versions have no settings file until the default is changed.
      let settings = LibrarySettings()
      guard try fit(settings) ?? true else { throw try lost(isDamaged: false) }
      return settings
    }
    guard let json = try? JSONValue(parsing: bytes), let settings = LibrarySettings(kept: json) else {
      throw try lost(isDamaged: true)
    }
    return settings
  }

  /// Returns an error with the settings that match most files, so that the user can set them again.
  private func lost(isDamaged: Bool) throws -> AliceError {
    let candidates = lastChange().map { [$0] } ?? []
    let likely = try (candidates + [LibrarySettings(quality: true), LibrarySettings()]).first { try fit($0) ?? true }
    return .settingsLost(
      library.root, isDamaged: isDamaged, layout: likely?.layout, quality: likely?.quality ?? false)
  }

  /// Returns the settings of the last change in the journal, or nil if they were never changed.
  private func lastChange() -> LibrarySettings? {
    guard let journal = try? Journal(at: library.journalPath.description, access: .existing),
      let step = try? journal.steps(ofKind: OperationStep.Kind.settings.rawValue).last,
      case .settings(_, let after) = OperationStep(json: step)
    else { return nil }
    return after
  }

  /// Returns whether most files are where `settings` would put them, or nil if there are none.
  private func fit(_ settings: LibrarySettings) throws -> Bool? {
    let assets = try catalog.search(.all, order: .newest, limit: KeptSettings.sample).assets.filter { !$0.missing }
    return settings.fit(assets)
  }
}

extension LibrarySettings {
  /// Returns the settings that match most of the assets; nil if no known ones do.
  package static func matching(_ assets: [Asset]) -> LibrarySettings? {
    [LibrarySettings(), LibrarySettings(quality: true)].first { $0.fit(assets) == true }
  }

  /// Returns whether most files are where the settings would put them, or nil if there are none.
  fileprivate func fit(_ assets: [Asset]) -> Bool? {
    guard let layout = try? Layout(parsing: layout) else { return false }
    guard !assets.isEmpty else { return nil }
    // A file keeps its path when it is rated.
    let qualities: [Int?] = quality ? [nil, 1, 2, 3, 4, 5] : [nil]
    let fitting = assets.count { asset in
      qualities.contains { stars in
        layout.path(
          id: asset.id, record: asset.record, format: asset.facts.format, quality: stars,
          withQuality: quality, told: asset.path.fileExtension) == asset.path
      }
    }
    return fitting * 2 > assets.count
  }
}
