package import AliceModel
import AliceNumbers

/// What the headers of a picture say of how it is built, apart from its metadata.
package struct PictureMakeup: Sendable, Hashable {
  /// Whether it has frames that are shown one after another: APNG, and WebP with its flag of animations.
  package private(set) var isAnimated = false
  /// Whether its colours are those of print: a JPEG with four components, which are CMYK or YCCK.
  package private(set) var isCMYK = false

  /// Reads headers only. What cannot be read, and formats other than PNG, JPEG and WebP, have none of these properties.
  package init(of file: some RandomAccessBytes) {
    do {
      switch try MediaFile.kind(of: file) {
      case .png: isAnimated = try PictureMakeup.hasFrames(png: file)
      case .jpeg: isCMYK = try PictureMakeup.hasFourComponents(jpeg: file)
      case .webp: isAnimated = try PictureMakeup.hasFrames(webp: file)
      default: break
      }
    } catch {
      // Whoever decodes the picture tells what is wrong with it.
    }
  }

  private static func hasFrames(png file: some RandomAccessBytes) throws(MediaError) -> Bool {
    var walker = PNGWalker(file)
    while !walker.hasEnded, let chunk = try walker.next(), chunk.type != "IDAT" {
      if chunk.type == "acTL" { return true }
    }
    return false
  }

  /// The frame header has the precision, two sizes of two bytes, and then the number of components.
  private static func hasFourComponents(jpeg file: some RandomAccessBytes) throws(MediaError) -> Bool {
    var walker = JPEGWalker(file)
    while let segment = try walker.next(), segment.marker != JPEGSegment.startOfScan {
      guard segment.isFrame, segment.payload.upperBound - segment.payload.lowerBound >= 6 else { continue }
      return try walker.window.bytes(at: segment.payload.lowerBound, count: 6).last == 4
    }
    return false
  }

  private static func hasFrames(webp file: some RandomAccessBytes) throws(MediaError) -> Bool {
    var walker = try RIFFWalker(file)
    guard let chunk = try walker.next(), chunk.name == "VP8X" else { return false }
    let length = Int(min(chunk.payload.upperBound - chunk.payload.lowerBound, 10))
    return WebPCanvas(try walker.window.bytes(at: chunk.payload.lowerBound, count: length)[...])?.isAnimated ?? false
  }
}
