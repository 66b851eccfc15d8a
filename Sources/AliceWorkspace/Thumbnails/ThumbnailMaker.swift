import AliceLibrary
import AliceMedia
import AliceModel
package import AliceVision

/// Makes thumbnails. It decodes, so it must not run on a thread of the cooperative pool.
struct ThumbnailMaker: Sendable {
  let library: Library
  let cache: ThumbnailCache?
  let reducer: PictureReducer
  let programs: FrameProgram

  init(library: Library, cache: ThumbnailCache?, environment: [String: String]) {
    self.library = library
    self.cache = cache
    reducer = PictureReducer()
    programs = FrameProgram(environment: environment)
  }

  /// The pixels of an asset as far as they were needed.
  private struct Source {
    let pixels: Pixels
    /// Whether the file still shows what the asset's id says; otherwise nothing is kept in the cache.
    let isOwn: Bool
  }

  /// Makes the thumbnails that are not in the cache, and passes on each as soon as it is there: that of 320 pixels
  /// first, which every other request leaves behind.
  ///
  /// Returns the average colour; nil if no file was decoded.
  func make(
    _ edges: Set<ThumbnailEdge>, of asset: Asset, each: (ThumbnailEdge, Thumbnail) -> Void
  ) throws(ThumbnailFailure) -> UInt32? {
    var missing = edges
    for edge in edges {
      if let known = cache?.thumbnail(asset.id, edge) {
        each(edge, known)
        missing.remove(edge)
      }
    }
    guard let largest = missing.max() else { return nil }
    if largest == .edge160, let known = cache?.thumbnail(asset.id, .edge320),
      let pixels = try? reducer.reduce(known.bytes, format: known.format, edge: largest.rawValue)
    {
      each(.edge160, try keep(pixels, .edge160, asset.id, color: known.color))
      return nil
    }
    let source = try source(of: asset, edge: max(largest, .edge320).rawValue)
    let small = source.pixels.fitted(within: ThumbnailEdge.edge320.rawValue)
    let color = small.averageColor
    let id = source.isOwn ? asset.id : nil
    each(.edge320, try keep(small, .edge320, id, color: color))
    for edge in missing.sorted() where edge != .edge320 {
      let pixels = edge < .edge320 ? small : source.pixels
      each(edge, try keep(pixels.fitted(within: edge.rawValue), edge, id, color: color))
    }
    return source.isOwn ? color : nil
  }

  /// Encodes a thumbnail, and keeps it in the cache if the asset is known.
  private func keep(
    _ pixels: Pixels, _ edge: ThumbnailEdge, _ id: AssetID?, color: UInt32
  ) throws(ThumbnailFailure) -> Thumbnail {
    guard let thumbnail = Thumbnail(pixels, edge, color: color) else { throw .noPicture("it cannot be encoded") }
    if let id { cache?.keep(thumbnail, id, edge) }
    return thumbnail
  }

  private func source(of asset: Asset, edge: Int) throws(ThumbnailFailure) -> Source {
    guard asset.facts.format.kind != .audio else { throw .noPicture("a sound has no picture") }
    do {
      let file = try library.openFile(asset.path)
      let (facts, orientation, isOwn) = try facts(of: file, asset)
      switch facts.format {
      case .png, .jpeg, .webp:
        let pixels = try reducer.reduce(file, format: facts.format, orientation: orientation, edge: edge)
        return Source(pixels: pixels, isOwn: isOwn)
      default:
        let frame = try programs.frame(of: file, facts, edge: edge)
        return Source(pixels: try reducer.reduce(frame.bytes, format: frame.format, edge: edge), isOwn: isOwn)
      }
    } catch let failure as ThumbnailFailure {
      throw failure
    } catch LibraryError.missing {
      throw .missing(asset.path)
    } catch let error as VisionError {
      throw .noPicture(ThumbnailMaker.sentence(error))
    } catch is MediaError {
      throw .noPicture("the file is damaged")
    } catch {
      throw .noPicture("the file cannot be read")
    }
  }

  /// Reads an image file as a whole to learn whether it still is the asset; a video is too large for that.
  private func facts(
    of file: OpenFile, _ asset: Asset
  ) throws(MediaError) -> (facts: FileFacts, orientation: Int, isOwn: Bool) {
    guard asset.facts.format.kind == .image else { return (asset.facts, 1, true) }
    let inspection = try MediaFile.inspect(file, offsetMinutes: 0)
    return (inspection.facts, inspection.orientation, inspection.id == asset.id)
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
  /// Encodes pixels that were reduced to the edge; nil if they cannot be encoded.
  package init?(_ pixels: Pixels, _ edge: ThumbnailEdge, color: UInt32) {
    let bytes =
      edge.format == .jpeg
      ? try? ImageEncoder.jpeg(pixels, quality: 85) : try? ImageEncoder.webp(pixels, quality: 75, effort: 2)
    guard let bytes else { return nil }
    self.init(bytes: bytes, format: edge.format, color: color)
  }
}
