import AliceLibrary
import AliceMedia
package import AliceWorkspace

/// Copies assets for sharing. The library stays unchanged.
package struct Exporter: Sendable {
  /// The value of `ENOTDIR`.
  private static let notAFolder: Int32 = 20

  private let workspace: Workspace
  let folder: BytePath
  private let request: ExportRequest

  package init(_ workspace: Workspace, to folder: BytePath, as form: ExportForm) throws {
    try self.init(workspace, to: folder, ExportRequest(form))
  }

  /// Creates an exporter; `folder` is created if it is missing. It must be outside of a library, as exported copies are
  /// not kept.
  package init(_ workspace: Workspace, to folder: BytePath, _ request: ExportRequest) throws {
    self.workspace = workspace
    self.folder = folder.absolute
    self.request = request
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
    try reporting(asset) {
      let content = try content(of: asset)
      try Task.checkCancellation()
      let target = try ExportFolder(content.path.parent.map { folder.appending($0) } ?? folder)
      let companions = try content.companions.map { companion in
        try Task.checkCancellation()
        return try target.write(
          Splice(copying: companion.file.byteCount), of: companion.file, as: companion.path.lastComponent)
      }
      let placed = try target.write(
        content.splice, of: content.file, as: content.path.lastComponent, sidecar: content.sidecar,
        caption: content.caption)
      return ExportedFile(
        asset, content, at: placed.path, companions: companions.map(\.path),
        wasThere: placed.wasThere && companions.allSatisfy(\.wasThere))
    }
  }

  /// Runs a part of the export, and translates its errors to those of the asset.
  func reporting<Result>(_ asset: Asset, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch  where Task.isCancelled {
      throw CancellationError()
    } catch let error as AliceError {
      throw error
    } catch let error as MediaError {
      if case .notEmbeddable = error { throw AliceError.notExportable(asset.path, format: asset.facts.format.rawValue) }
      throw AliceError.notMedia(asset.path, reason: Refusal(error))
    } catch LibraryError.missing where (try? OpenFile.open(workspace.root.appending(asset.path))) == nil {
      throw AliceError.notMedia(asset.path, reason: .missing)
    } catch let error as LibraryError {
      throw AliceError.export(.notCopied(asset.path.lastComponent, to: folder, reason: "\(error)"))
    } catch {
      throw AliceError.export(.notCopied(asset.path.lastComponent, to: folder, reason: nil))
    }
  }

  func content(of asset: Asset) throws -> ExportContent {
    let file = try OpenFile.open(workspace.root.appending(asset.path), untilCancelled: true)
    let caption = request.captions ? asset.caption : nil
    if let converted = try PictureConversion(request: request).convert(asset, file) {
      var splice = Splice()
      splice.append(converted.bytes)
      return ExportContent(
        file: file, splice: splice, path: path(of: asset, as: converted.format.media), format: converted.format.media,
        sidecar: converted.sidecar, caption: caption, companions: try companions(of: asset))
    }
    let (splice, sidecar) = try copy(of: asset, file)
    return ExportContent(
      file: file, splice: splice, path: path(of: asset, as: nil), format: asset.facts.format, sidecar: sidecar,
      caption: caption, companions: try companions(of: asset))
  }

  /// Returns the path of the copy below the folder; `format` is the new format of a converted picture. An asset with
  /// companions gets a folder of its own, as in the library.
  private func path(of asset: Asset, as format: MediaFormat?) -> BytePath {
    let name = asset.path.lastComponent
    if let pattern = request.name {
      return pattern.path(
        id: asset.id, record: asset.record, format: format ?? asset.facts.format, quality: asset.quality,
        told: name.fileExtension)
    }
    let renamed = format.map { name.stem.adding(suffix: "." + $0.fileExtension) } ?? name
    let isApart = CompanionFolder.isAsset(asset.path) && !asset.record.companions.isEmpty
    return isApart ? asset.path.parent?.lastComponent.appending(renamed) ?? renamed : renamed
  }

  /// Opens the companions, which are copied as they are. One that is missing is left out, as `check` tells.
  private func companions(of asset: Asset) throws -> [(file: OpenFile, path: BytePath)] {
    guard let source = asset.path.parent, CompanionFolder.isAsset(asset.path) else { return [] }
    let folder = path(of: asset, as: nil).parent
    return try asset.record.companions.compactMap { companion in
      try Task.checkCancellation()
      do {
        let file = try OpenFile.open(
          workspace.root.appending(source).appending(companion.name), untilCancelled: true)
        let name = BytePath(companion.name)
        return (file, folder.map { $0.appending(name) } ?? name)
      } catch LibraryError.missing, LibraryError.notRegular {
        return nil
      }
    }
  }

  private func copy(of asset: Asset, _ file: OpenFile) throws -> (splice: Splice, sidecar: [UInt8]?) {
    // Nothing is known of the metadata in formats without a reader.
    let isKnown = asset.facts.format.isReadable
    if !isKnown, request.preset == nil, request.form == .stripped || request.form == .infotext {
      throw MediaError.notEmbeddable
    }
    if request.preset != nil, asset.facts.format.kind != .image { return (try bare(file), nil) }
    return switch request.form(of: asset) {
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
    } catch MediaError.notEmbeddable, MediaError.unrecognised {
      return Splice(copying: file.byteCount)
    }
  }
}
