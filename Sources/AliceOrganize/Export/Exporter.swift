import AliceLibrary
import AliceMedia
package import AliceWorkspace

/// Copies assets for sharing. The library stays unchanged.
package struct Exporter: Sendable {
  /// The value of `ENOTDIR`.
  private static let notAFolder: Int32 = 20

  private let workspace: Workspace
  private let folder: BytePath
  private let form: ExportForm

  /// Creates an exporter; `folder` is created if it is missing. It must be outside of a library, as exported copies are
  /// not kept.
  package init(_ workspace: Workspace, to folder: BytePath, as form: ExportForm) throws {
    self.workspace = workspace
    self.folder = folder.absolute
    self.form = form
    let isOutside: Bool
    do throws(LibraryError) {
      isOutside = try workspace.library.liesOutside(self.folder)
    } catch {
      // A path that leads through a file is the user's mistake; all other errors are the disk's.
      guard case .system(_, _, errno: Exporter.notAFolder) = error else { throw AliceError.system("\(error)") }
      throw AliceError.export(.notAFolder(folder))
    }
    guard isOutside else {
      throw AliceError.export(.insideLibrary(folder))
    }
  }

  /// Copies an asset; the copy is durable when this returns. Nothing is overwritten: if another file has the name, the
  /// copy gets a number, and a file with the same bytes counts as the copy. A cancelled task leaves no partial copy.
  package func export(_ asset: Asset) throws -> ExportedFile {
    let path = workspace.root.appending(asset.path)
    do {
      let file = try OpenFile.open(path, untilCancelled: true)
      let content = try content(of: asset, file)
      try Task.checkCancellation()
      let exportFolder = try ExportFolder(place(of: asset))
      let companions = try companions(of: asset, to: exportFolder)
      let placed = try exportFolder.write(
        content.splice, of: file, as: asset.path.lastComponent, sidecar: content.sidecar)
      return ExportedFile(
        id: asset.id, file: placed.path, sidecar: content.sidecar.map { _ in placed.path.adding(suffix: ".xmp") },
        companions: companions.map(\.path), wasThere: placed.wasThere && companions.allSatisfy(\.wasThere))
    } catch  where Task.isCancelled {
      throw CancellationError()
    } catch let error as MediaError {
      if case .notEmbeddable = error { throw AliceError.notExportable(asset.path, format: asset.facts.format.rawValue) }
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    } catch LibraryError.missing where (try? OpenFile.open(path)) == nil {
      throw AliceError.notMedia(asset.path, reason: .unreadable)
    } catch let error as LibraryError {
      throw AliceError.export(.notCopied(asset.path.lastComponent, to: folder, reason: "\(error)"))
    } catch {
      throw AliceError.export(.notCopied(asset.path.lastComponent, to: folder, reason: nil))
    }
  }

  /// An asset with companions gets a folder of its own, as in the library.
  private func place(of asset: Asset) -> BytePath {
    guard CompanionFolder.isAsset(asset.path), !asset.record.companions.isEmpty else { return folder }
    return asset.path.parent.map { folder.appending($0.lastComponent) } ?? folder
  }

  /// Copies the companions as they are. One that is missing is left out, as `check` tells.
  private func companions(of asset: Asset, to target: ExportFolder) throws -> [ExportFolder.Written] {
    guard let source = asset.path.parent, CompanionFolder.isAsset(asset.path) else { return [] }
    var written: [ExportFolder.Written] = []
    for companion in asset.record.companions {
      try Task.checkCancellation()
      let path = workspace.root.appending(source).appending(companion.name)
      do {
        let file = try OpenFile.open(path, untilCancelled: true)
        written.append(try target.write(Splice(copying: file.byteCount), of: file, as: BytePath(companion.name)))
      } catch LibraryError.missing, LibraryError.notRegular {
        continue
      }
    }
    return written
  }

  private func content(of asset: Asset, _ file: OpenFile) throws -> (splice: Splice, sidecar: [UInt8]?) {
    // Nothing is known of the metadata in formats without a reader.
    let isKnown = asset.facts.format.isReadable
    if !isKnown, form == .stripped || form == .infotext { throw MediaError.notEmbeddable }
    return switch form {
    case .whole: (Splice(copying: file.byteCount), try workspace.library.readSidecar(for: asset.path))
    case .stripped: (try MediaFile.strip(file), nil)
    case .sidecar:
      (
        try isKnown ? bare(file) : Splice(copying: file.byteCount),
        XMPSidecar.make(asset.record, id: asset.id, existing: nil)
      )
    case .infotext: (try MediaFile.embedInfotext(RecipeText.infotext(of: asset), into: file), nil)
    }
  }

  /// Strips the file if its format allows it; in other formats, alice writes into a sidecar only.
  private func bare(_ file: OpenFile) throws -> Splice {
    do {
      return try MediaFile.strip(file)
    } catch MediaError.notEmbeddable {
      return Splice(copying: file.byteCount)
    }
  }
}
