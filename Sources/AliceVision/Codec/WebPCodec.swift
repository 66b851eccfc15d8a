import AliceNumbers
import CWebP

/// Decodes WebP with libwebp; of an animation, the first frame on its canvas.
enum WebPCodec {
  /// Decodes a file that `WebPPlan` assembled; `scaled` is the size to which an opaque still image is reduced.
  static func decode(
    _ bytes: [UInt8], lacksEnd: Bool, scaled: (width: Int, height: Int)? = nil, keepsAlpha: Bool = false
  ) throws(VisionError) -> DecodedImage {
    let features = try features(bytes[...])
    let (width, height) = (Int(features.width), Int(features.height))
    _ = try ImageDecoder.pixelCount(width: width, height: height, maximum: .max)
    if features.has_animation != 0 {
      return try firstFrame(bytes, width: width, height: height, lacksEnd: lacksEnd)
    }
    let hasAlpha = features.has_alpha != 0
    let size = hasAlpha ? (width, height) : scaled ?? (width, height)
    var (samples, complete) = try still(bytes[...], width: size.0, height: size.1, hasAlpha: hasAlpha)
    let alpha = hasAlpha ? Transparency.reduce(&samples, keepsAlpha: keepsAlpha) : nil
    return DecodedImage(
      pixels: Pixels(width: size.0, height: size.1, rgb: samples), truncated: !complete, lacksEnd: lacksEnd,
      hasAlpha: hasAlpha, alpha: alpha)
  }

  private static func features(_ bytes: ArraySlice<UInt8>) throws(VisionError) -> WebPBitstreamFeatures {
    var features = WebPBitstreamFeatures()
    let status = bytes.withUnsafeBufferPointer { WebPGetFeatures($0.baseAddress, $0.count, &features) }
    guard status == VP8_STATUS_OK else { throw .damaged("WebP status \(status.rawValue)") }
    return features
  }

  /// Returns the RGB of one image, or its RGBA if it has opacity, reduced to the size if its own is larger, and whether its data was complete.
  private static func still(
    _ bytes: ArraySlice<UInt8>, width: Int, height: Int, hasAlpha: Bool
  ) throws(VisionError) -> (samples: [UInt8], complete: Bool) {
    let channels = hasAlpha ? 4 : 3
    var samples = [UInt8](
      repeating: hasAlpha ? 0 : ImageDecoder.backdrop, count: width * height * channels)
    var config = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&config) != 0 else { throw .damaged("another libwebp") }
    let features = try features(bytes)
    if (width, height) != (Int(features.width), Int(features.height)) {
      config.options.use_scaling = 1
      (config.options.scaled_width, config.options.scaled_height) = (Int32(width), Int32(height))
    }
    config.output.colorspace = hasAlpha ? MODE_RGBA : MODE_RGB
    config.output.is_external_memory = 1
    let status = samples.withUnsafeMutableBufferPointer { target in
      bytes.withUnsafeBufferPointer { source -> VP8StatusCode in
        config.output.u.RGBA = WebPRGBABuffer(
          rgba: target.baseAddress, stride: Int32(width * channels), size: target.count)
        return withUnsafeMutablePointer(to: &config) { config in
          // Only the incremental decoder keeps the rows before the end of truncated data.
          guard let decoder = WebPIDecode(nil, 0, config) else { return VP8_STATUS_OUT_OF_MEMORY }
          defer { WebPIDelete(decoder) }
          return WebPIUpdate(decoder, source.baseAddress, source.count)
        }
      }
    }
    switch status {
    case VP8_STATUS_OK: return (samples, true)
    case VP8_STATUS_SUSPENDED, VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_BITSTREAM_ERROR: return (samples, false)
    default: throw .damaged("WebP status \(status.rawValue)")
    }
  }

  private static func firstFrame(
    _ bytes: [UInt8], width: Int, height: Int, lacksEnd: Bool
  ) throws(VisionError) -> DecodedImage {
    guard let frame = WebPFirstFrame(bytes) else { throw .damaged("no first frame") }
    guard frame.x >= 0, frame.y >= 0, frame.width <= width - frame.x, frame.height <= height - frame.y else {
      throw .damaged("frame outside of its canvas")
    }
    let size = try features(bytes[frame.range])
    guard Int(size.width) == frame.width, Int(size.height) == frame.height else { throw .damaged("frame size") }
    var (rgb, complete) = try still(bytes[frame.range], width: frame.width, height: frame.height, hasAlpha: true)
    Transparency.compose(&rgb)
    var canvas = Pixels(width: width, height: height, filledWith: ImageDecoder.backdrop)
    for row in 0..<frame.height {
      let start = ((frame.y + row) * width + frame.x) * 3
      let source = row * frame.width * 3
      canvas.rgb.replaceSubrange(start..<start + frame.width * 3, with: rgb[source..<source + frame.width * 3])
    }
    let covers = frame.width == width && frame.height == height
    return DecodedImage(
      pixels: canvas, truncated: !(complete && frame.isComplete), lacksEnd: lacksEnd,
      hasAlpha: frame.hasAlpha || !covers)
  }
}
