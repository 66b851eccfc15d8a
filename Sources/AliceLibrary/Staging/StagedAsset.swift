import AliceModel

/// A file, and what is to stand beside it, written under temporary names and not yet visible.
struct StagedAsset {
  let destination: InnerPath
  /// In the staging folder, as is what stands beside it.
  let file: BytePath?
  var beside: [StagedNeighbour] = []
  /// See `Placement`.
  var orphan: [UInt8]?

  /// What stands beside it first: it becomes durable and visible before its file.
  var names: [BytePath] { beside.map(\.staged) + (file.map { [$0] } ?? []) }
}

/// A sidecar or companion.
struct StagedNeighbour {
  let staged: BytePath
  /// That it will get, in its file's folder.
  let name: BytePath
}

extension StagingFolder {
  /// Writes all; where one fails, none remains.
  func stage(
    _ content: FileContent?, sidecar: [UInt8]?, companions: [Companion] = [], for destination: InnerPath
  ) throws(LibraryError) -> StagedAsset {
    var asset = StagedAsset(destination: destination, file: nil)
    do throws(LibraryError) {
      for (name, bytes) in try neighbours(of: destination, sidecar, companions) {
        asset.beside.append(StagedNeighbour(staged: try write(FileContent(bytes)), name: name))
      }
      guard let content else { return asset }
      return StagedAsset(destination: destination, file: try write(content), beside: asset.beside)
    } catch {
      discard(asset)
      throw error
    }
  }

  /// Writes a sidecar alone.
  func stage(sidecar: FileContent, for destination: InnerPath) throws(LibraryError) -> StagedAsset {
    let neighbour = StagedNeighbour(staged: try write(sidecar), name: destination.sidecarName)
    return StagedAsset(destination: destination, file: nil, beside: [neighbour])
  }

  private func neighbours(
    of destination: InnerPath, _ sidecar: [UInt8]?, _ companions: [Companion]
  ) throws(LibraryError) -> [(BytePath, [UInt8])] {
    var neighbours = sidecar.map { [(destination.sidecarName, $0)] } ?? []
    for companion in companions {
      // Whatever a caller takes for a suffix, it cannot lead elsewhere.
      guard Companions.suffixes.contains(companion.suffix) else { throw .outside(companion.suffix) }
      neighbours.append((Companions.name(of: companion.suffix, for: destination.name), companion.bytes))
    }
    return neighbours
  }

  func discard(_ asset: StagedAsset) {
    for name in asset.names { discard(name) }
  }

  /// All or nothing where copying was cancelled: to sync what is there already would take its time.
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
