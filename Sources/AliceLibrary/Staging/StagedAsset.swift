import AliceModel

/// A file and its sidecars, written under temporary names and not yet visible.
struct StagedAsset {
  let destination: LibraryPath
  /// The name in the staging folder, as for the sidecars.
  let file: BytePath?
  var beside: [StagedSidecar] = []
  /// The same as `Placement.orphan`.
  var orphan: [UInt8]?

  /// The names, sidecars first: they become durable and visible before the file.
  var names: [BytePath] { beside.map(\.staged) + (file.map { [$0] } ?? []) }
}

/// A staged sidecar or recipe sidecar.
struct StagedSidecar {
  let staged: BytePath
  /// The name that it will get, in its file's folder.
  let name: BytePath
}

extension StagingFolder {
  /// Writes all files; if one fails, none remains.
  func stage(
    _ content: FileContent?, sidecar: [UInt8]?, recipeSidecars: [RecipeSidecar] = [],
    companions: [PlacedCompanion] = [], for destination: LibraryPath
  ) throws(LibraryError) -> StagedAsset {
    var asset = StagedAsset(destination: destination, file: nil)
    do throws(LibraryError) {
      for companion in companions { asset.beside.append(try stage(companion, for: destination)) }
      for (name, bytes) in try sidecars(of: destination, sidecar, recipeSidecars) {
        asset.beside.append(StagedSidecar(staged: try write(FileContent(bytes)), name: name))
      }
      guard let content else { return asset }
      return StagedAsset(destination: destination, file: try write(content), beside: asset.beside)
    } catch {
      discard(asset)
      throw error
    }
  }

  /// Nothing of the file but its bytes is taken over: it cannot be executed.
  private func stage(
    _ companion: PlacedCompanion, for destination: LibraryPath
  ) throws(LibraryError) -> StagedSidecar {
    let name = BytePath(companion.name)
    guard CompanionFolder.isAsset(destination.path), CompanionFolder.isSafe(companion.name) else {
      throw .outside(name)
    }
    let content = FileContent(source: .file(companion.file), splice: Splice(copying: companion.file.byteCount))
    return StagedSidecar(staged: try write(content), name: name)
  }

  /// Writes only a sidecar.
  func stage(sidecar: FileContent, for destination: LibraryPath) throws(LibraryError) -> StagedAsset {
    let sidecar = StagedSidecar(staged: try write(sidecar), name: destination.sidecarName)
    return StagedAsset(destination: destination, file: nil, beside: [sidecar])
  }

  private func sidecars(
    of destination: LibraryPath, _ sidecar: [UInt8]?, _ recipeSidecars: [RecipeSidecar]
  ) throws(LibraryError) -> [(BytePath, [UInt8])] {
    var sidecars = sidecar.map { [(destination.sidecarName, $0)] } ?? []
    for recipeSidecar in recipeSidecars {
      // A suffix from a caller cannot lead to another folder.
      let name = recipeSidecar.name
      guard RecipeSidecars.suffixes.contains(name.suffix) else { throw .outside(name.suffix) }
      sidecars.append((name.name(for: destination.name), recipeSidecar.bytes))
    }
    return sidecars
  }

  func discard(_ asset: StagedAsset) {
    for name in asset.names { discard(name) }
  }

  /// Discards all assets if copying was cancelled, because a sync of the others would take time.
  func discardingCancelled(_ assets: [Result<StagedAsset, LibraryError>]) -> [Result<StagedAsset, LibraryError>] {
    let cancelled = assets.lazy.compactMap { asset -> LibraryError? in
      if case .failure(.cancelled(let path)) = asset { .cancelled(path) } else { nil }
    }.first
    guard let cancelled else { return assets }
    return assets.map { asset in
      asset.flatMap { asset in
        discard(asset)
        return .failure(cancelled)
      }
    }
  }
}
