import AliceModel

/// A file, and its sidecar where it has one, written under temporary names and not yet visible.
struct StagedAsset {
  let destination: InnerPath
  /// In the staging folder, as is `sidecar`.
  let file: BytePath?
  let sidecar: BytePath?

  /// The sidecar first: it becomes durable and visible before its file.
  var names: [BytePath] { [sidecar, file].compactMap(\.self) }
}

extension StagingFolder {
  /// Writes both; where either fails, neither remains.
  func stage(
    _ content: FileContent?, sidecar: [UInt8]?, for destination: InnerPath
  ) throws(LibraryError) -> StagedAsset {
    let sidecarName = try sidecar.map { (bytes) throws(LibraryError) in try write(FileContent(bytes)) }
    do throws(LibraryError) {
      let fileName = try content.map { (content) throws(LibraryError) in try write(content) }
      return StagedAsset(destination: destination, file: fileName, sidecar: sidecarName)
    } catch {
      if let sidecarName { discard(sidecarName) }
      throw error
    }
  }

  func discard(_ asset: StagedAsset) {
    for name in asset.names { discard(name) }
  }
}
