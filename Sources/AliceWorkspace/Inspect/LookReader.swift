import AliceLibrary
import AliceMedia
package import AliceModel
import AliceVision

/// Reads how the images and films of a library look. It decodes, so it must not run on a thread that others wait for.
package struct LookReader: Sendable {
  package enum Found: Sendable, Hashable {
    /// How the image looks; nil if it is flat or damaged, which no later reading changes.
    case look(PictureLook?)
    /// The file could not be read this time.
    case unknown
    /// Another program decoded nothing.
    case undecoded(NotScored)
  }

  /// The formats that can be compared, by other programs if need be.
  package static let formats = MediaFormat.allCases.filter {
    PictureLooker.reads($0) || ScoringPrograms.name(for: $0) != nil
  }

  private let workspace: Workspace
  private let looker = PictureLooker()

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Reads a file, which must be the asset still. Cancelling the task ends reading.
  package func look(of id: AssetID, at path: BytePath) -> Found {
    do {
      let file = try workspace.library.openFile(path, untilCancelled: true)
      let inspection = try MediaFile.inspect(file, offsetMinutes: 0)
      guard inspection.id == id, !inspection.isBroken, LookReader.formats.contains(inspection.format) else {
        return .unknown
      }
      let found = try look(at: file, inspection)
      // What was written while the file was read may be in the picture.
      guard !file.isCancelled, try file.stampNow().isStill(file.stamp) else { return .unknown }
      return .look(inspection.format.kind == .video ? found : found?.lasting(inspection.facts.duration))
    } catch VisionError.damaged, VisionError.tooLarge, NotScored.tooLarge {
      return .look(nil)
    } catch let reason as NotScored {
      return Task.isCancelled ? .unknown : .undecoded(reason)
    } catch {
      return .unknown
    }
  }

  private func look(at file: OpenFile, _ inspection: Inspection) throws -> PictureLook? {
    let (facts, orientation) = (inspection.facts, inspection.orientation)
    guard ScoringPrograms.name(for: facts.format) != nil else {
      return try look(at: file, facts.format, orientation)
    }
    var found: Result<PictureLook?, any Error> = .success(nil)
    try workspace.scoringPrograms.withFrames(of: file, facts) { frames in
      found = Result { try look(at: frames, facts, ScoringPrograms.orientation(orientation, of: facts.format)) }
    }
    return try found.get()
  }

  /// The frames are those by which the file is scored, so that the result is the same whoever asks for it.
  private func look(at frames: [OpenFile], _ facts: FileFacts, _ orientation: Int) throws -> PictureLook? {
    if facts.format.kind == .video {
      return PictureLook(filmOf: try frames.map { try look(at: $0, .png, 1) }, seconds: facts.duration)
    }
    guard let frame = frames.first else { return nil }
    // Old versions of ffmpeg decode the first tile of an AVIF that consists of several.
    if frame.isSmaller(than: facts) { throw NotScored.failed("only a part of it can be decoded") }
    return try look(at: frame, .png, orientation)
  }

  private func look(
    at file: OpenFile, _ format: MediaFormat, _ orientation: Int
  ) throws(VisionError) -> PictureLook? {
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
