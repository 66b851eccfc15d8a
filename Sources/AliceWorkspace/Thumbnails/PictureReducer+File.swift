package import AliceLibrary
import AliceMedia
import AliceModel
package import AliceVision

extension PictureReducer {
  /// Reduces the image in a file. One that does not fit into the shared memory is reduced row by row if its format
  /// allows, and alone otherwise.
  package func reduce(
    _ file: OpenFile, format: MediaFormat, orientation: Int, edge: Int
  ) throws(VisionError) -> Pixels {
    try reduceLooking(file, format: format, orientation: orientation, edge: edge, pixelCount: nil).pixels
  }

  /// As `reduce`, and also tells how the image looks if all of its pixels, so many as `pixelCount`, are decoded anyway.
  func reduceLooking(
    _ file: OpenFile, format: MediaFormat, orientation: Int, edge: Int, pixelCount: Int?
  ) throws(VisionError) -> ReducedPicture {
    func reduced(_ room: QualityScorer.Room) throws(VisionError) -> ReducedPicture {
      try reduceLooking(
        file, format: format, orientation: orientation, edge: edge, room: room, pixelCount: pixelCount)
    }
    do throws(VisionError) {
      return try reduced(.shared)
    } catch .unreadable(let offset) {
      throw .unreadable(offset: offset)
    } catch {
      if format == .png, var rows = PNGRows(plain: file) {
        return ReducedPicture(pixels: try reduce(&rows, orientation: orientation, edge: edge))
      }
      return try reduced(.alone)
    }
  }
}
