import AliceNumbers
import CPNG

/// Decodes PNG with libpng's simplified interface. Its `setjmp` stays inside the library, so no `longjmp` crosses a
/// Swift frame.
enum PNGCodec {
  /// Decodes a file that `PNGPlan` assembled.
  static func decode(_ bytes: [UInt8], lacksEnd: Bool, keepsAlpha: Bool = false) throws(VisionError) -> DecodedImage {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    // libpng keeps the pointer from the first call to the last, so all calls are inside the closure.
    let result = bytes.withUnsafeBytes { raw -> Result<DecodedImage, VisionError> in
      guard png_image_begin_read_from_memory(&image, raw.baseAddress, raw.count) != 0 else {
        return .failure(.damaged(message(image)))
      }
      return Result { () throws(VisionError) in try finish(&image, lacksEnd, keepsAlpha) }
    }
    return try result.get()
  }

  private static func finish(
    _ image: inout png_image, _ lacksEnd: Bool, _ keepsAlpha: Bool
  ) throws(VisionError) -> DecodedImage {
    let (width, height) = (Int(image.width), Int(image.height))
    let count = try ImageDecoder.pixelCount(width: width, height: height, maximum: .max)
    let hasAlpha = image.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR) | (hasAlpha ? png_uint_32(PNG_FORMAT_FLAG_ALPHA) : 0)
    // Without this flag, libpng treats 16-bit files without gamma as linear light.
    image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    var samples = [UInt8](repeating: ImageDecoder.backdrop, count: count * (hasAlpha ? 4 : 3))
    let complete = png_image_finish_read(&image, nil, &samples, 0, nil) != 0
    let alpha = hasAlpha ? Transparency.reduce(&samples, keepsAlpha: keepsAlpha) : nil
    return DecodedImage(
      pixels: Pixels(width: width, height: height, rgb: samples), truncated: !complete, lacksEnd: lacksEnd,
      hasAlpha: hasAlpha, alpha: alpha)
  }

  private static func message(_ image: png_image) -> String {
    withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
