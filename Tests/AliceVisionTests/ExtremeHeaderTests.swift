import AliceModel
import AliceTestSupport
import AliceVision
import Testing

/// Whatever number stands in a header, decoding ends in pixels or in a refusal.
@Suite struct `Extreme numbers in pictures` {
  private static let files = [
    "plain.png", "palette.png", "animated.png", "plain.jpg", "progressive.jpg", "camera.jpg", "lossy.webp",
    "lossless-alpha.webp", "animated.webp", "camera.webp",
  ]
  private static let headerSize = 420

  private static let extremes: [[UInt8]] = [1, 2, 4].flatMap { size in
    let rest = [UInt8](repeating: 0xFF, count: size - 1)
    let zeros = [UInt8](repeating: 0, count: size - 1)
    return [[0] + zeros, zeros + [1], [0x7F] + rest, rest + [0x7F], [0x80] + zeros, zeros + [0x80], [0xFF] + rest]
  }

  @Test(arguments: files)
  func `give an answer in`(name: String) throws {
    let whole = try Fixtures.bytes("media/" + name)
    let format: MediaFormat = name.hasSuffix("png") ? .png : name.hasSuffix("jpg") ? .jpeg : .webp
    var pictures = 0
    for at in 0..<min(whole.count, Self.headerSize) {
      for extreme in Self.extremes where at + extreme.count <= whole.count {
        var file = whole
        file.replaceSubrange(at..<at + extreme.count, with: extreme)
        guard file != whole, let image = try? ImageDecoder.decode(file, format: format, maximumPixels: 100_000) else {
          continue
        }
        pictures += 1
        #expect(image.pixels.rgb.count == image.pixels.width * image.pixels.height * 3)
      }
    }
    #expect(pictures > 0)
  }
}
