import AliceVision

extension Thumbnail {
  private static let quality = 75

  /// Returns the image with its longer side reduced to `edge`. If `isBlurred`, it shows colours and no shapes.
  package func reduced(within edge: Int, isBlurred: Bool = false) throws(ThumbnailFailure) -> Thumbnail {
    do throws(VisionError) {
      let fitted = try ImageDecoder.decode(bytes, format: format).pixels.fitted(within: edge)
      let pixels = isBlurred ? fitted.blurred : fitted
      let encoded = try ImageEncoder.webp(pixels, quality: Thumbnail.quality, effort: 2)
      return Thumbnail(bytes: encoded, format: .webp, color: color)
    } catch {
      throw .noPicture("the thumbnail is damaged")
    }
  }
}
