import AliceLibrary
import AliceMedia
import AliceModel
import AliceVision
import Foundation

/// Reads the picture of any file: an image, or a frame of a video. It decodes, so it must not run on a thread of the
/// cooperative pool.
struct PictureReader: Sendable {
  let reducer = PictureReducer()
  let programs: FrameProgram

  init(environment: [String: String]) { programs = FrameProgram(environment: environment) }

  /// Returns the picture with its longer side reduced to `edge`. If `asset` is given, the file must still be that
  /// asset; `isUnchanged` spares reading a whole video for this.
  func picture(
    of asset: Asset? = nil, edge: Int, isUnchanged: (OpenFile) -> Bool = { _ in false }, open: () throws -> OpenFile
  ) throws(ThumbnailFailure) -> ReducedPicture {
    do {
      if let asset { try PictureReader.check(asset.facts.format) }
      let file = try open()
      let picture: ReducedPicture
      if let asset, asset.facts.format.kind == .video, isUnchanged(file) {
        picture = try reduced(file, asset.facts, orientation: 1, edge: edge)
      } else {
        let inspection = try MediaFile.inspect(file, offsetMinutes: 0, told: asset?.told)
        guard asset == nil || inspection.id == asset?.id else { throw ThumbnailFailure.changed }
        picture = try reduced(file, inspection.facts, orientation: inspection.orientation, edge: edge)
      }
      // What was written while the file was read may be in the picture.
      guard try asset == nil || file.stampNow().isStill(file.stamp) else { throw ThumbnailFailure.changed }
      return picture
    } catch let failure as ThumbnailFailure {
      throw failure
    } catch LibraryError.missing {
      throw .missing
    } catch let error as VisionError {
      throw PictureReader.failure(error)
    } catch is MediaError {
      throw .noPicture("the file is damaged")
    } catch {
      throw .notNow("the file cannot be read")
    }
  }

  private func reduced(
    _ file: OpenFile, _ facts: FileFacts, orientation: Int, edge: Int
  ) throws -> ReducedPicture {
    try PictureReader.check(facts.format)
    guard FrameProgram.shows(facts.format) else {
      let (count, overflow) = (facts.width ?? 0).multipliedReportingOverflow(by: facts.height ?? 0)
      return try reducer.reduceLooking(
        file, format: facts.format, orientation: orientation, edge: edge, pixelCount: overflow ? nil : count)
    }
    let frame = try programs.frame(of: file, facts, edge: edge)
    let isUpright = facts.format != .tiff
    return ReducedPicture(
      pixels: try reducer.reduce(
        frame.bytes, format: frame.format, orientation: isUpright ? 1 : orientation, edge: edge))
  }

  /// Throws for a format that shows nothing.
  private static func check(_ format: MediaFormat) throws(ThumbnailFailure) {
    switch format.kind {
    case .image, .video: break
    case .audio: throw .noPicture("audio has no picture")
    case .model3d, .text, .archive, .file: throw .noPicture("\(format.kind.phrase) has no picture")
    }
  }

  private static func failure(_ error: VisionError) -> ThumbnailFailure {
    switch error {
    case .tooLarge(let width, let height): .noPicture("the image is too large: \(width) × \(height)")
    case .noMemory: .notNow("there is not enough memory for the image")
    case .unreadable: .notNow("the file cannot be read")
    case .unsupported(let format): .noPicture("\(format.rawValue.uppercased()) cannot be decoded")
    case .damaged, .unencodable: .noPicture("the file is damaged")
    }
  }
}

extension Thumbnail {
  /// Makes a thumbnail of a file outside of any library, on a thread of its own; it is not kept.
  package static func make(of path: BytePath, edge: ThumbnailEdge, environment: [String: String]) async throws
    -> Thumbnail
  {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        continuation.resume(
          with: Result {
            let reader = PictureReader(environment: environment)
            let pixels = try reader.picture(edge: edge.rawValue) { try OpenFile.open(path) }.pixels
            guard let thumbnail = Thumbnail(pixels, edge, color: pixels.averageColor) else {
              throw ThumbnailFailure.noPicture("it cannot be encoded")
            }
            return thumbnail
          })
      }
      thread.start()
    }
  }

  /// Returns the image as PNG, reduced to fit into a box of pixels.
  package func png(
    within maximumWidth: Int, _ maximumHeight: Int
  ) throws(ThumbnailFailure) -> (bytes: [UInt8], width: Int, height: Int) {
    do throws(VisionError) {
      let whole = try ImageDecoder.decode(bytes, format: format).pixels
      let factor = min(Double(maximumWidth) / Double(whole.width), Double(maximumHeight) / Double(whole.height), 1)
      let pixels = whole.fitted(within: max(1, Int(factor * Double(max(whole.width, whole.height)))))
      return (try ImageEncoder.png(pixels), pixels.width, pixels.height)
    } catch {
      throw .noPicture("the thumbnail is damaged")
    }
  }
}
