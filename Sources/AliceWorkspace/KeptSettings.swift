import AliceCatalog
import AliceLibrary

/// What a library says of how it is laid out, and what its files say where it does not.
struct KeptSettings {
  let library: Library
  let catalog: Catalog

  /// So many assets, the newest, tell how the library is laid out.
  private static let sample = 200

  /// Throws `settingsLost` where the file is damaged, or where it is gone and files lie otherwise than they would without one.
  func read() throws -> LibrarySettings {
    let bytes: [UInt8]?
    do throws(LibraryError) {
      bytes = try library.readSettings()
    } catch {
      if case .system = error { throw AliceError(error, library: library.root) }
      throw try lost(isDamaged: true)
    }
    guard let bytes else {
      // Libraries of an early alice have none until something else than this is asked for.
      let settings = LibrarySettings()
      guard try fit(settings) ?? true else { throw try lost(isDamaged: false) }
      return settings
    }
    guard let json = try? JSONValue(parsing: bytes), let settings = LibrarySettings(kept: json) else {
      throw try lost(isDamaged: true)
    }
    return settings
  }

  /// Names the settings by which most files lie where they are, so that they can be given again.
  private func lost(isDamaged: Bool) throws -> AliceError {
    let candidates = lastChange().map { [$0] } ?? []
    let likely = try (candidates + [LibrarySettings(quality: true), LibrarySettings()]).first { try fit($0) ?? true }
    return .settingsLost(
      library.root, isDamaged: isDamaged, layout: likely?.layout, quality: likely?.quality ?? false)
  }

  /// As the journal has them; nil where they were never changed.
  private func lastChange() -> LibrarySettings? {
    guard let journal = try? Journal(at: library.journalPath.description, access: .existing),
      let step = try? journal.steps(ofKind: OperationStep.Kind.settings.rawValue).last,
      case .settings(_, let after) = OperationStep(json: step)
    else { return nil }
    return after
  }

  /// True where most files lie where `settings` want them; nil where there are none.
  private func fit(_ settings: LibrarySettings) throws -> Bool? {
    guard let layout = try? Layout(parsing: settings.layout) else { return false }
    let assets = try catalog.search(.all, order: .newest, limit: KeptSettings.sample).assets.filter { !$0.missing }
    guard !assets.isEmpty else { return nil }
    // A file stays where it is when it is rated.
    let qualities: [Int?] = settings.quality ? [nil, 1, 2, 3, 4, 5] : [nil]
    let fitting = assets.count { asset in
      qualities.contains { quality in
        layout.path(
          id: asset.id, record: asset.record, format: asset.facts.format, quality: quality,
          withQuality: settings.quality) == asset.path
      }
    }
    return fitting * 2 > assets.count
  }
}
