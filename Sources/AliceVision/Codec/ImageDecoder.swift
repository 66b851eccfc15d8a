package import AliceModel

/// The result of a codec.
package struct DecodedImage: Sendable {
  package let pixels: Pixels
  /// Whether the codec ran out of data or met damage; pixels that it could not decode are mid-grey.
  package let truncated: Bool
  /// Whether the structure of the file lacks its end, which the codecs do not check.
  package let lacksEnd: Bool
  /// Whether the file has transparency, so that mid-grey in `pixels` may be background.
  package let hasAlpha: Bool
  /// The opacity of each pixel, if it was wanted and the file has any.
  var alpha: [UInt8]?
}

/// Decodes files to upright 8-bit RGB; transparent pixels become mid-grey.
package enum ImageDecoder {
  /// The grey of transparent pixels and of missing data.
  static let backdrop: UInt8 = 128

  /// Decodes the image, or the first frame of an animation.
  ///
  /// `orientation` is EXIF's 1 to 8; any other number counts as 1. The size in the header is checked against
  /// `maximumPixels` before anything is allocated, and the codec sees only the image data. A damaged file yields what
  /// can be decoded, if anything can.
  package static func decode(
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int = 1, maximumPixels: Int = 100_000_000
  ) throws(VisionError) -> DecodedImage {
    let limits = DecodeLimits(pixels: maximumPixels)
    let upright = try plan(bytes, format: format, limits: limits).decode()
    guard (2...8).contains(orientation) else { return upright }
    return DecodedImage(
      pixels: upright.pixels.oriented(orientation), truncated: upright.truncated, lacksEnd: upright.lacksEnd,
      hasAlpha: upright.hasAlpha)
  }

  /// Parses the headers only.
  static func plan(
    _ bytes: some RandomAccessBytes, format: MediaFormat, limits: DecodeLimits
  ) throws(VisionError) -> any DecodingPlan {
    let source = PictureSource(bytes)
    switch format {
    case .png: return try PNGPlan(source, limits: limits)
    case .jpeg: return try JPEGPlan(source, limits: limits)
    case .webp: return try WebPPlan(source, limits: limits)
    case .bmp: return try BMPPlan(source, limits: limits)
    default: throw VisionError.unsupported(format)
    }
  }

  /// The maximum number of pixels in memory, so that sums over pixels do not overflow.
  private static let pixelLimit = 1 << 40

  /// Returns the number of pixels if it is within the limit.
  static func pixelCount(width: Int, height: Int, maximum: Int) throws(VisionError) -> Int {
    guard width > 0, height > 0 else { throw .damaged("no area") }
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, count <= min(maximum, pixelLimit) else { throw .tooLarge(width: width, height: height) }
    return count
  }
}
