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

  struct Picture {
    let pixels: Pixels
    /// The identity of the file; nil for a video, which is too large to be read as a whole.
    let id: AssetID?
  }

  /// Returns the picture with its longer side reduced to `edge`. `known` are the facts of an asset, which spare reading
  /// a video.
  func picture(
    of known: FileFacts? = nil, edge: Int, open: () throws -> OpenFile
  ) throws(ThumbnailFailure) -> Picture {
    do {
      guard known?.format.kind != .audio else { throw ThumbnailFailure.noPicture("audio has no picture") }
      let file = try open()
      guard let known, known.format.kind == .video else {
        let inspection = try MediaFile.inspect(file, offsetMinutes: 0)
        let pixels = try pixels(of: file, inspection.facts, orientation: inspection.orientation, edge: edge)
        return Picture(pixels: pixels, id: inspection.id)
      }
      return Picture(pixels: try pixels(of: file, known, orientation: 1, edge: edge), id: nil)
    } catch let failure as ThumbnailFailure {
      throw failure
    } catch LibraryError.missing {
      throw .missing
    } catch let error as VisionError {
      throw .noPicture(PictureReader.sentence(error))
    } catch is MediaError {
      throw .noPicture("the file is damaged")
    } catch {
      throw .noPicture("the file cannot be read")
    }
  }

  private func pixels(of file: OpenFile, _ facts: FileFacts, orientation: Int, edge: Int) throws -> Pixels {
    switch facts.format {
    case .png, .jpeg, .webp:
      return try reducer.reduce(file, format: facts.format, orientation: orientation, edge: edge)
    default:
      guard facts.format.kind != .audio else { throw ThumbnailFailure.noPicture("audio has no picture") }
      let frame = try programs.frame(of: file, facts, edge: edge)
      return try reducer.reduce(frame.bytes, format: frame.format, edge: edge)
    }
  }

  private static func sentence(_ error: VisionError) -> String {
    switch error {
    case .tooLarge(let width, let height): "the image is too large: \(width) × \(height)"
    case .noMemory: "there is not enough memory for the image"
    case .unreadable: "the file cannot be read"
    case .unsupported(let format): "\(format.rawValue.uppercased()) cannot be decoded"
    case .damaged, .unencodable: "the file is damaged"
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
