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
    do throws(VisionError) {
      return try reduce(file, format: format, orientation: orientation, edge: edge, room: .shared)
    } catch .unreadable(let offset) {
      throw .unreadable(offset: offset)
    } catch {
      if format == .png, var rows = PNGRows(plain: file) {
        return try reduce(&rows, orientation: orientation, edge: edge)
      }
      return try reduce(file, format: format, orientation: orientation, edge: edge, room: .alone)
    }
  }
}
