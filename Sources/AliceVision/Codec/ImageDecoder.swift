package import AliceModel

/// What a codec made of a file.
package struct DecodedImage: Sendable {
  package let pixels: Pixels
  /// The codec ran out of data or met damage; pixels it could not decode are mid-grey.
  package let truncated: Bool
  /// The file's own structure says that its end is missing; the codecs do not look that far.
  package let lacksEnd: Bool
  /// The file has transparency, so mid-grey in `pixels` may be background.
  package let hasAlpha: Bool
}

/// The bytes of a file to upright 8-bit RGB; transparency shows mid-grey.
package enum ImageDecoder {
  /// The grey that stands for nothing: behind transparent pixels, and where data is missing.
  static let backdrop: UInt8 = 128

  /// Decodes the picture, or the first frame of an animation.
  ///
  /// `orientation` is EXIF's 1 to 8; any other number counts as 1. The size in the header is checked against
  /// `maximumPixels` before anything is allocated, and no codec sees more of the file than the picture. A damaged file
  /// gives what can be decoded, if anything can.
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

  /// Reads the headers only.
  static func plan(
    _ bytes: some RandomAccessBytes, format: MediaFormat, limits: DecodeLimits
  ) throws(VisionError) -> any DecodingPlan {
    let source = PictureSource(bytes)
    switch format {
    case .png: return try PNGPlan(source, limits: limits)
    case .jpeg: return try JPEGPlan(source, limits: limits)
    case .webp: return try WebPPlan(source, limits: limits)
    case .gif, .avif, .heic, .jxl, .mp4, .mov, .webm, .mkv, .flac, .mp3, .ogg, .wav:
      throw VisionError.unsupported(format)
    }
  }

  /// No picture in memory has more, so that sums over pixels fit.
  private static let pixelLimit = 1 << 40

  /// The number of pixels, once it is known to be within the limit.
  static func pixelCount(width: Int, height: Int, maximum: Int) throws(VisionError) -> Int {
    guard width > 0, height > 0 else { throw .damaged("no area") }
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, count <= min(maximum, pixelLimit) else { throw .tooLarge(width: width, height: height) }
    return count
  }
}
