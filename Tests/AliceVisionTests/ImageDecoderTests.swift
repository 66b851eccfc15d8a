import AliceModel
import AliceTestSupport
import AliceVision
import Testing

@Suite struct ImageDecoderTests {
  private let picture = Painting.paint(width: 70, height: 41) { x, y in (x * 3, y * 6, 255 - x - y) }

  @Test(arguments: [ImageEncoder.Effort.fast, .small])
  func `PNG gives back the same pixels`(effort: ImageEncoder.Effort) throws {
    let decoded = try ImageDecoder.decode(ImageEncoder.png(picture, effort: effort), format: .png)
    #expect(decoded.pixels.rgb == picture.rgb)
    #expect((decoded.pixels.width, decoded.pixels.height) == (70, 41))
    #expect(!decoded.truncated)
  }

  @Test func `JPEG and WebP give back nearly the same pixels`() throws {
    let jpeg = try ImageDecoder.decode(ImageEncoder.jpeg(picture, quality: 95), format: .jpeg)
    let webp = try ImageDecoder.decode(ImageEncoder.webp(picture, quality: 95), format: .webp)
    for decoded in [jpeg, webp] {
      #expect((decoded.pixels.width, decoded.pixels.height) == (70, 41))
      #expect(Painting.meanDifference(decoded.pixels, picture) < 4)
      #expect(!decoded.truncated)
    }
  }

  @Test func `what is transparent shows mid-grey`() throws {
    var png = HandmadePNG(width: 3, height: 1, colour: 6)
    png.addPixels([[200, 100, 0, 255, 200, 100, 0, 0, 255, 0, 128, 128]])
    png.add("IEND", [])
    let decoded = try ImageDecoder.decode(png.bytes, format: .png)
    #expect(decoded.pixels.rgb == [200, 100, 0, 128, 128, 128, 192, 64, 128])
    #expect(decoded.hasAlpha)
  }

  @Test func `palettes and 16-bit samples become 8-bit RGB`() throws {
    var palette = HandmadePNG(width: 2, height: 1, colour: 3)
    palette.add("PLTE", [9, 8, 7, 250, 251, 252])
    palette.addPixels([[1, 0]])
    palette.add("IEND", [])
    #expect(try ImageDecoder.decode(palette.bytes, format: .png).pixels.rgb == [250, 251, 252, 9, 8, 7])
    var deep = HandmadePNG(width: 1, height: 1, depth: 16, colour: 2)
    deep.addPixels([[40, 40, 128, 128, 200, 200]])
    deep.add("IEND", [])
    #expect(try ImageDecoder.decode(deep.bytes, format: .png).pixels.rgb == [40, 128, 200])
  }

  @Test func `an animation shows its first frame on its canvas`() throws {
    let frame = Pixels(width: 16, height: 8, filledWith: 250)
    let webp = try HandmadeWebP.animation(of: frame, x: 4, y: 2, canvasWidth: 24, canvasHeight: 12)
    let decoded = try ImageDecoder.decode(webp, format: .webp).pixels
    #expect((decoded.width, decoded.height) == (24, 12))
    let isBackground = (0..<24 * 12).map { decoded.rgb[$0 * 3] == 128 }
    for y in 0..<12 {
      for x in 0..<24 {
        #expect(isBackground[y * 24 + x] == !((4..<20).contains(x) && (2..<10).contains(y)), "\(x), \(y)")
      }
    }
  }

  /// The upright picture is `ab` over `cd` over `ef`; each row tells how EXIF's orientation has it stored.
  @Test(arguments: [
    (1, 2, "abcdef"), (2, 2, "badcfe"), (3, 2, "fedcba"), (4, 2, "efcdab"), (5, 3, "acebdf"), (6, 3, "bdface"),
    (7, 3, "fdbeca"), (8, 3, "ecafdb"), (0, 2, "abcdef"), (9, 2, "abcdef"),
  ])
  func `a stored picture is turned upright`(orientation: Int, width: Int, stored: String) throws {
    let rgb = stored.utf8.flatMap { letter -> [UInt8] in [letter, 0, 255 - letter] }
    let png = try ImageEncoder.png(Pixels(width: width, height: 6 / width, rgb: rgb))
    let upright = try ImageDecoder.decode(png, format: .png, orientation: orientation).pixels
    #expect((upright.width, upright.height) == (2, 3))
    #expect(String(decoding: (0..<6).map { upright.rgb[$0 * 3] }, as: UTF8.self) == "abcdef")
  }

  @Test(arguments: [MediaFormat.gif, .avif, .heic, .jxl, .tiff, .m4a, .mp4, .mov, .webm, .mkv])
  func `a format without a codec is named`(format: MediaFormat) {
    #expect(throws: VisionError.unsupported(format)) { try ImageDecoder.decode([1, 2, 3], format: format) }
  }
}
