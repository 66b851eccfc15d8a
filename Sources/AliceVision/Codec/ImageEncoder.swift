import AliceNumbers
import CPNG
import CTurboJPEG
import CWebP

/// Encodes pixels to files without metadata.
package enum ImageEncoder {
  /// The effort of the PNG encoder; the pixels are the same.
  package enum Effort: Sendable {
    /// No row filters and little search: several times faster, and larger.
    case fast
    case small
  }

  package static func png(_ pixels: Pixels, effort: Effort = .fast) throws(VisionError) -> [UInt8] {
    try png(AlphaPixels(pixels), effort: effort)
  }

  package static func png(_ picture: AlphaPixels, effort: Effort = .small) throws(VisionError) -> [UInt8] {
    let pixels = picture.pixels
    try check(pixels, largestSide: 1_000_000)
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(pixels.width)
    image.height = png_uint_32(pixels.height)
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    if picture.alpha != nil { image.format |= png_uint_32(PNG_FORMAT_FLAG_ALPHA) }
    image.flags = effort == .fast ? png_uint_32(PNG_IMAGE_FLAG_FAST) : 0
    let samples = picture.alpha == nil ? pixels.rgb : picture.rgba
    var written = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: largestPNG(samples.count + pixels.height)) { buffer, count in
      var size = png_alloc_size_t(buffer.count)
      let done = png_image_write_to_memory(&image, buffer.baseAddress, &size, 0, samples, 0, nil)
      written = done == 0 ? 0 : Int(size)
      count = min(written, buffer.count)
    }
    guard written > 0, written == bytes.count else { throw failure(pixels) }
    return bytes
  }

  /// Encodes JPEG with a quality from 1 to 100; other values are clamped. Below 90 the chroma is subsampled.
  package static func jpeg(_ pixels: Pixels, quality: Int) throws(VisionError) -> [UInt8] {
    try check(pixels, largestSide: 65_500)
    guard let codec = tjInitCompress() else { throw failure(pixels) }
    defer { tjDestroy(codec) }
    let sampling = quality < 90 ? TJSAMP_420 : TJSAMP_444
    var bytes: UnsafeMutablePointer<UInt8>?
    defer { tjFree(bytes) }
    var size: UInt = 0
    let status = tjCompress2(
      codec, pixels.rgb, Int32(pixels.width), 0, Int32(pixels.height), Int32(TJPF_RGB.rawValue), &bytes, &size,
      Int32(sampling.rawValue), Int32(min(max(quality, 1), 100)), TJFLAG_ACCURATEDCT)
    guard status == 0, let bytes else { throw failure(pixels) }
    return [UInt8](UnsafeBufferPointer(start: bytes, count: Int(size)))
  }

  /// Encodes lossy WebP with a quality from 0 to 100 and an effort from 0 to 6; other values are clamped.
  package static func webp(_ pixels: Pixels, quality: Int, effort: Int = 4) throws(VisionError) -> [UInt8] {
    try webp(AlphaPixels(pixels), quality: quality, effort: effort)
  }

  package static func webp(_ source: AlphaPixels, quality: Int, effort: Int = 4) throws(VisionError) -> [UInt8] {
    let pixels = source.pixels
    try check(pixels, largestSide: Int(WEBP_MAX_DIMENSION))
    var (config, picture, writer) = (WebPConfig(), WebPPicture(), WebPMemoryWriter())
    guard WebPConfigInit(&config) != 0, WebPPictureInit(&picture) != 0 else { throw failure(pixels) }
    config.quality = Float(min(max(quality, 0), 100))
    config.method = Int32(min(max(effort, 0), 6))
    WebPMemoryWriterInit(&writer)
    defer {
      WebPPictureFree(&picture)
      WebPMemoryWriterClear(&writer)
    }
    (picture.width, picture.height) = (Int32(pixels.width), Int32(pixels.height))
    picture.writer = WebPMemoryWrite
    let isEncoded = withUnsafeMutablePointer(to: &writer) { writer in
      picture.custom_ptr = UnsafeMutableRawPointer(writer)
      let isTaken =
        source.alpha == nil
        ? WebPPictureImportRGB(&picture, pixels.rgb, Int32(pixels.width * 3))
        : WebPPictureImportRGBA(&picture, source.rgba, Int32(pixels.width * 4))
      return isTaken != 0 && WebPEncode(&config, &picture) != 0
    }
    guard isEncoded, let bytes = writer.mem, writer.size > 0 else { throw failure(pixels) }
    return [UInt8](UnsafeBufferPointer(start: bytes, count: writer.size))
  }

  private static func check(_ pixels: Pixels, largestSide: Int) throws(VisionError) {
    guard pixels.isConsistent, max(pixels.width, pixels.height) <= largestSide else { throw failure(pixels) }
  }

  private static func failure(_ pixels: Pixels) -> VisionError {
    .unencodable(width: pixels.width, height: pixels.height)
  }

  /// Returns an upper bound for the size: stored deflate blocks of at least 8 KiB, in IDAT chunks of at least 1 KiB.
  private static func largestPNG(_ raw: Int) -> Int { raw + raw / 50 + 4096 }
}
