import AliceVision
import Testing

@Suite struct ImageEncoderTests {
  @Test(arguments: [(1, 1), (3, 2), (640, 480)])
  func `every encoder writes its own signature`(width: Int, height: Int) throws {
    let pixels = Pixels(width: width, height: height, filledWith: 90)
    #expect(try ImageEncoder.png(pixels).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try ImageEncoder.png(pixels, effort: .small).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try ImageEncoder.jpeg(pixels, quality: 80).starts(with: [0xFF, 0xD8, 0xFF]))
    #expect(try ImageEncoder.webp(pixels, quality: 80).starts(with: Array("RIFF".utf8)))
  }

  @Test func `noise, which does not compress, still fits`() throws {
    let noise = Painting.noise(width: 257, height: 129, seed: 1)
    #expect(try ImageEncoder.png(noise).count > 257 * 129 * 3)
    #expect(try ImageEncoder.png(noise, effort: .small).count > 257 * 129 * 3)
  }

  @Test(arguments: [
    Pixels(width: 0, height: 5, rgb: []), Pixels(width: -1, height: -1, rgb: [0, 0, 0]),
    Pixels(width: 2, height: 2, rgb: [1, 2, 3]), Pixels(width: .max, height: 2, rgb: []),
    Pixels(width: 70_000, height: 1, filledWith: 0),
  ])
  func `pixels that no picture can hold are refused`(pixels: Pixels) {
    let refusal = VisionError.unencodable(width: pixels.width, height: pixels.height)
    #expect(throws: refusal) { try ImageEncoder.jpeg(pixels, quality: 80) }
    #expect(throws: refusal) { try ImageEncoder.webp(pixels, quality: 80) }
  }

  @Test func `a quality out of range is taken to the nearer end`() throws {
    let noise = Painting.noise(width: 64, height: 64, seed: 2)
    #expect(try ImageEncoder.jpeg(noise, quality: 900) == ImageEncoder.jpeg(noise, quality: 100))
    #expect(try ImageEncoder.webp(noise, quality: -4) == ImageEncoder.webp(noise, quality: 0))
  }
}
