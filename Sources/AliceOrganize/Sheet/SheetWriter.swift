import AliceLibrary
import AliceModel
import AliceVision
package import AliceWorkspace
import Foundation

/// Writes a contact sheet: one HTML file that needs no network and no other file.
package struct SheetWriter: Sendable {
  private let workspace: Workspace
  private let thumbnails: ThumbnailService
  private let reducer = PictureReducer()

  /// The number of pictures that are prepared before they are written.
  private static let batch = 16
  private static let quality = 70

  package init(_ workspace: Workspace, thumbnails: ThumbnailService) {
    self.workspace = workspace
    self.thumbnails = thumbnails
  }

  /// Writes the sheet piece by piece. It is durable when this returns; a cancelled task leaves no file.
  package func write(
    _ assets: [Asset], to path: BytePath, _ request: SheetRequest, progress: FileProgress? = nil
  ) async throws -> SheetReport {
    guard assets.count <= SheetRequest.mostAssets else {
      throw AliceError.export(.tooMany(assets.count, most: SheetRequest.mostAssets))
    }
    progress?.begin(.exporting, total: assets.count)
    do {
      return try await write(assets, toFile: path.absolute, request, progress)
    } catch  where Task.isCancelled {
      throw CancellationError()
    } catch LibraryError.occupied {
      throw AliceError.export(.exists(path))
    } catch LibraryError.missing {
      throw AliceError.export(.notAFolder(path.absolute.parent ?? "/"))
    } catch let error as LibraryError {
      throw AliceError.export(.notWritten(path, reason: "\(error)"))
    }
  }

  private func write(
    _ assets: [Asset], toFile path: BytePath, _ request: SheetRequest, _ progress: FileProgress?
  ) async throws -> SheetReport {
    guard try workspace.library.liesOutside(path.parent ?? "/") else {
      throw AliceError.export(.insideLibrary(path.parent ?? "/"))
    }
    let count = "\(assets.count) picture\(assets.count == 1 ? "" : "s")"
    let template = try SheetTemplate(title: request.title ?? count, count: count, edge: request.edge)
    let file = try OutputFile(path, replaces: request.replaces)
    try file.write(Array(template.head.utf8))
    var withoutPicture: [(asset: Asset, reason: String)] = []
    for start in stride(from: 0, to: assets.count, by: SheetWriter.batch) {
      let batch = Array(assets[start..<min(start + SheetWriter.batch, assets.count)])
      let frames = try await frames(of: batch, edge: request.edge, progress)
      for (offset, frame) in frames.enumerated() {
        let entry = SheetEntry(batch[offset], number: start + offset + 1, strips: request.strips)
        if case .failure(let failure) = frame { withoutPicture.append((batch[offset], failure.description)) }
        try file.write(Array(entry.html(frame: SheetWriter.html(frame, entry.alternative)).utf8))
        progress?.advance()
      }
    }
    try file.write(Array(template.middle.utf8))
    for (index, asset) in assets.enumerated() {
      let entry = SheetEntry(asset, number: index + 1, strips: request.strips)
      try file.write(Array(((index == 0 ? "[" : ",\n") + SheetText.island(.object(entry.json))).utf8))
    }
    try file.write(Array(((assets.isEmpty ? "[]" : "]") + template.tail).utf8))
    let bytes = try file.finish()
    return SheetReport(file: path, bytes: bytes, assets: assets.count, withoutPicture: withoutPicture)
  }

  private typealias Frame = Result<(pixels: Pixels, bytes: [UInt8]), ThumbnailFailure>

  /// Returns the pictures in the order of the assets.
  private func frames(of assets: [Asset], edge: Int, _ progress: FileProgress?) async throws -> [Frame] {
    try await withThrowingTaskGroup(of: (Int, Frame).self) { group in
      for (index, asset) in assets.enumerated() {
        group.addTask {
          let hand = progress?.take(asset.path)
          defer { if let hand { progress?.release(hand) } }
          return (index, try await frame(of: asset, edge: edge))
        }
      }
      var frames: [Int: Frame] = [:]
      for try await (index, frame) in group { frames[index] = frame }
      return assets.indices.compactMap { frames[$0] }
    }
  }

  private func frame(of asset: Asset, edge: Int) async throws -> Frame {
    let source = ThumbnailEdge.allCases.first { $0 > .edge160 && $0.rawValue >= edge } ?? .edge1280
    do {
      let thumbnail = try await thumbnails.thumbnail(of: asset, edge: source, priority: .visible)
      let pixels = try reducer.reduce(thumbnail.bytes, format: thumbnail.format, edge: edge)
      return .success((pixels, try ImageEncoder.webp(pixels, quality: SheetWriter.quality)))
    } catch let failure as ThumbnailFailure {
      return .failure(failure)
    } catch is VisionError {
      return .failure(.noPicture("the file is damaged"))
    }
  }

  private static func html(_ frame: Frame, _ alternative: String) -> String {
    switch frame {
    case .success(let (pixels, bytes)):
      let data = Data(bytes).base64EncodedString()
      return "<div class=\"frame\"><img src=\"data:image/webp;base64,\(data)\" width=\"\(pixels.width)\" "
        + "height=\"\(pixels.height)\" alt=\"\(SheetText.escaped(alternative))\" loading=\"lazy\" decoding=\"async\">"
        + "</div>"
    case .failure(let failure):
      return "<div class=\"frame none\">\(SheetText.escaped("No picture: \(failure)"))</div>"
    }
  }
}
