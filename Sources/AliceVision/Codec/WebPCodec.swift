import CWebP

/// Decodes WebP with libwebp; of an animation, the first frame on its canvas.
enum WebPCodec {
  /// Decodes a file that `WebPPlan` assembled.
  static func decode(_ bytes: [UInt8], lacksEnd: Bool) throws(VisionError) -> DecodedImage {
    let features = try features(bytes[...])
    let (width, height) = (Int(features.width), Int(features.height))
    _ = try ImageDecoder.pixelCount(width: width, height: height, maximum: .max)
    if features.has_animation != 0 {
      return try firstFrame(bytes, width: width, height: height, lacksEnd: lacksEnd)
    }
    let hasAlpha = features.has_alpha != 0
    let (samples, complete) = try still(bytes[...], width: width, height: height, hasAlpha: hasAlpha)
    return DecodedImage(
      pixels: Pixels(width: width, height: height, rgb: samples), truncated: !complete, lacksEnd: lacksEnd,
      hasAlpha: hasAlpha)
  }

  private static func features(_ bytes: ArraySlice<UInt8>) throws(VisionError) -> WebPBitstreamFeatures {
    var features = WebPBitstreamFeatures()
    let status = bytes.withUnsafeBufferPointer { WebPGetFeatures($0.baseAddress, $0.count, &features) }
    guard status == VP8_STATUS_OK else { throw .damaged("WebP status \(status.rawValue)") }
    return features
  }

  /// Returns the RGB of one image of a known size, and whether its data was complete.
  private static func still(
    _ bytes: ArraySlice<UInt8>, width: Int, height: Int, hasAlpha: Bool
  ) throws(VisionError) -> (samples: [UInt8], complete: Bool) {
    let channels = hasAlpha ? 4 : 3
    var samples = [UInt8](
      repeating: hasAlpha ? 0 : ImageDecoder.backdrop, count: width * height * channels)
    let status = samples.withUnsafeMutableBufferPointer { target in
      bytes.withUnsafeBufferPointer { source -> VP8StatusCode in
        // Only the incremental decoder keeps the rows before the end of truncated data.
        let mode = hasAlpha ? MODE_RGBA : MODE_RGB
        guard let decoder = WebPINewRGB(mode, target.baseAddress, target.count, Int32(width * channels)) else {
          return VP8_STATUS_OUT_OF_MEMORY
        }
        defer { WebPIDelete(decoder) }
        return WebPIUpdate(decoder, source.baseAddress, source.count)
      }
    }
    if hasAlpha { Transparency.compose(&samples) }
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
    let (rgb, complete) = try still(bytes[frame.range], width: frame.width, height: frame.height, hasAlpha: true)
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
