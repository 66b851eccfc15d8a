import AliceLibrary
import AliceMedia
package import AliceModel
import AliceVision

/// Reads how the images of a library look. It decodes, so it must not run on a thread that others wait for.
package struct LookReader: Sendable {
  package enum Found: Sendable, Hashable {
    /// How the image looks; nil if it is flat or damaged, which no later reading changes.
    case look(PictureLook?)
    /// The file could not be read this time.
    case unknown
  }

  private let workspace: Workspace
  private let looker = PictureLooker()

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Reads a file, which must be the asset still. Cancelling the task ends reading.
  package func look(of id: AssetID, at path: BytePath) -> Found {
    do {
      let file = try workspace.library.openFile(path, untilCancelled: true)
      let inspection = try MediaFile.inspect(file, offsetMinutes: 0)
      guard inspection.id == id, !inspection.isBroken, PictureLooker.reads(inspection.format) else { return .unknown }
      let found = try look(at: file, inspection)
      // What was written while the file was read may be in the picture.
      guard !file.isCancelled, try file.stampNow().isStill(file.stamp) else { return .unknown }
      return .look(found)
    } catch VisionError.damaged, VisionError.tooLarge {
      return .look(nil)
    } catch {
      return .unknown
    }
  }

  private func look(at file: OpenFile, _ inspection: Inspection) throws(VisionError) -> PictureLook? {
    let (format, orientation) = (inspection.format, inspection.orientation)
    do throws(VisionError) {
      return try looker.look(at: file, format: format, orientation: orientation)
    } catch .unreadable(let offset) {
      throw .unreadable(offset: offset)
    } catch {
      if format == .png, var rows = PNGRows(plain: file) {
        return try looker.look(at: &rows, orientation: orientation)
      }
      return try looker.look(at: file, format: format, orientation: orientation, room: .alone)
    }
  }
}
