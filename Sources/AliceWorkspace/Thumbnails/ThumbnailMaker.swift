import AliceCatalog
import AliceLibrary
import AliceModel
package import AliceVision
import Synchronization

/// Makes thumbnails. It decodes, so it must not run on a thread of the cooperative pool.
struct ThumbnailMaker: Sendable {
  let workspace: Workspace
  let cache: ThumbnailCache?
  let reader: PictureReader
  private let failures = LastingFailures()

  init(workspace: Workspace, cache: ThumbnailCache?, environment: [String: String]) {
    self.workspace = workspace
    self.cache = cache
    reader = PictureReader(environment: environment)
  }

  /// Makes the thumbnails that are not in the cache, and passes on each as soon as it is there: that of 320 pixels
  /// first, which every other request leaves behind.
  ///
  /// Returns what else decoding the file was good for; nil if no file was decoded.
  func make(
    _ edges: Set<ThumbnailEdge>, of asset: Asset, each: (ThumbnailEdge, Thumbnail) -> Void
  ) throws(ThumbnailFailure) -> DecodedFacts? {
    var missing = edges
    for edge in edges {
      if let known = cache?.thumbnail(asset.id, edge) {
        each(edge, known)
        missing.remove(edge)
      }
    }
    guard let largest = missing.max() else { return nil }
    if largest == .edge160, let known = cache?.thumbnail(asset.id, .edge320),
      let pixels = try? reader.reducer.reduce(known.bytes, format: known.format, edge: largest.rawValue)
    {
      each(.edge160, try keep(pixels, .edge160, asset.id, color: known.color))
      return nil
    }
    let decoded = try picture(of: asset, edge: max(largest, .edge320))
    let source = decoded.pixels
    let small = source.fitted(within: ThumbnailEdge.edge320.rawValue)
    let color = small.averageColor
    each(.edge320, try keep(small, .edge320, asset.id, color: color))
    for edge in missing.sorted() where edge != .edge320 {
      let pixels = edge < .edge320 ? small : source
      each(edge, try keep(pixels.fitted(within: edge.rawValue), edge, asset.id, color: color))
    }
    return DecodedFacts(color: color, look: decoded.look?.lasting(asset.facts.duration))
  }

  /// Reads the file, unless it failed before and is unchanged.
  private func picture(of asset: Asset, edge: ThumbnailEdge) throws(ThumbnailFailure) -> ReducedPicture {
    var stamp: FileStamp?
    do throws(ThumbnailFailure) {
      return try reader.picture(of: asset, edge: edge.rawValue) { file in
        isAsRecorded(file, asset.id)
      } open: {
        let file = try workspace.library.openFile(asset.path)
        stamp = file.stamp
        if let known = failures.failure(of: asset.id, at: file.stamp) { throw known }
        return file
      }
    } catch {
      if let stamp { failures.note(error, of: asset.id, at: stamp) }
      throw error
    }
  }

  /// Encodes a thumbnail, and keeps it in the cache.
  private func keep(
    _ pixels: Pixels, _ edge: ThumbnailEdge, _ id: AssetID, color: UInt32
  ) throws(ThumbnailFailure) -> Thumbnail {
    guard let thumbnail = Thumbnail(pixels, edge, color: color) else { throw .noPicture("it cannot be encoded") }
    cache?.keep(thumbnail, id, edge)
    return thumbnail
  }

  /// Returns whether the file is the one that the catalog recorded for the asset.
  private func isAsRecorded(_ file: OpenFile, _ id: AssetID) -> Bool {
    // Without an answer the file itself tells.
    guard let known = try? workspace.catalog.file(of: id), let stamp = known.stamp else { return false }
    return file.stamp.isStill(stamp)
  }
}

/// What decoding an image for its thumbnails tells, besides.
package struct DecodedFacts: Sendable, Hashable {
  /// The average colour as 0xRRGGBB.
  package let color: UInt32
  /// How the image looks; nil if not every pixel of it was decoded, or it is flat.
  package let look: PictureLook?

  package init(color: UInt32, look: PictureLook?) {
    self.color = color
    self.look = look
  }
}

/// The files that have no picture, and will have none until they change; a program may have taken long to find out.
private final class LastingFailures: Sendable {
  private static let limit = 10_000
  private let known = Mutex<[AssetID: (stamp: FileStamp, failure: ThumbnailFailure)]>([:])

  func failure(of id: AssetID, at stamp: FileStamp) -> ThumbnailFailure? {
    known.withLock { known in
      guard let former = known[id], former.stamp.isStill(stamp) else { return nil }
      return former.failure
    }
  }

  func note(_ failure: ThumbnailFailure, of id: AssetID, at stamp: FileStamp) {
    switch failure {
    case .noPicture, .changed: break
    case .needsProgram, .notNow, .missing, .ended: return
    }
    known.withLock { known in
      if known.count >= LastingFailures.limit { known = [:] }
      known[id] = (stamp, failure)
    }
  }
}

extension Thumbnail {
  /// Encodes pixels that were reduced to the edge; nil if they cannot be encoded.
  package init?(_ pixels: Pixels, _ edge: ThumbnailEdge, color: UInt32) {
    let bytes =
      edge.format == .jpeg
      ? try? ImageEncoder.jpeg(pixels, quality: 85) : try? ImageEncoder.webp(pixels, quality: 75, effort: 2)
    guard let bytes else { return nil }
    self.init(bytes: bytes, format: edge.format, color: color)
  }
}
