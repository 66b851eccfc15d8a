import AliceLibrary
import AliceMedia
package import AliceModel
import AliceWorkspace

extension Exporter {
  /// Copies assets into one ZIP file of the folder, which is durable when this returns. `each` receives every asset with
  /// the error that left it out, if there was one; it may throw to end the export, and no archive is written then.
  ///
  /// Nothing is overwritten, as with single copies.
  package func archive(
    _ assets: [Asset], as name: BytePath, each: (Asset, (any Error)?) throws -> Void
  ) throws -> (archive: BytePath, files: [ExportedFile]) {
    var files: [ExportedFile] = []
    var mode: UInt32?
    do {
      let target = try ExportFolder(folder)
      let scratch = try OpenFile.scratch(in: folder) { write in
        try withoutActuallyEscaping(write) { write in
          var zip = ZipWriter(write)
          for asset in assets {
            let content: ExportContent
            do {
              content = try reporting(asset) { try self.content(of: asset) }
            } catch {
              try each(asset, error)
              continue
            }
            // What cannot be read from here on would leave a damaged archive.
            mode = mode ?? content.file.mode
            files.append(try add(asset, content, to: &zip))
            try each(asset, nil)
          }
          try zip.finish()
        }
      }
      try Task.checkCancellation()
      let placed = try target.write(Splice(copying: scratch.byteCount), of: scratch, as: name, mode: mode)
      return (placed.path, files.map { $0.inside(placed) })
    } catch  where Task.isCancelled {
      throw CancellationError()
    } catch is ZipWriter.Failure {
      throw AliceError.export(.archiveTooLarge)
    } catch let error as LibraryError {
      throw AliceError.export(.notCopied(name, to: folder, reason: "\(error)"))
    }
  }

  private func add(_ asset: Asset, _ content: ExportContent, to zip: inout ZipWriter) throws -> ExportedFile {
    var path = content.path
    for number in 2...9_999 where zip.holds(path) { path = content.path.adding(number: number) }
    let modified = Timestamp(
      milliseconds: content.file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: asset.created.offsetMinutes)
    for companion in content.companions where !zip.holds(companion.path) {
      try zip.add(companion.path, modified: modified) { receive in
        try ExportContent.read(Splice(copying: companion.file.byteCount), of: companion.file, receive)
      }
    }
    try zip.add(path, modified: modified) { try content.read($0) }
    if let sidecar = content.sidecar {
      try zip.add(path.adding(suffix: ".xmp"), modified: modified) { try $0(sidecar[...]) }
    }
    if let caption = content.caption {
      let name = ExportFolder.caption(of: path.lastComponent)
      let beside = path.parent.map { $0.appending(name) } ?? name
      if !zip.holds(beside) { try zip.add(beside, modified: modified) { try $0(caption[...]) } }
    }
    return ExportedFile(asset, content, at: path, companions: content.companions.map(\.path), wasThere: false)
  }
}
