import AliceModel
import AliceTestSupport
import AliceVision
import Testing

@Suite struct HostileImageTests {
  private static let picture = Painting.paint(width: 20, height: 17) { x, y in (x * 12, y * 15, x * y) }

  private static func file(_ format: MediaFormat) throws -> [UInt8] {
    switch format {
    case .png: try ImageEncoder.png(picture)
    case .jpeg: try ImageEncoder.jpeg(picture, quality: 80)
    default: try ImageEncoder.webp(picture, quality: 80)
    }
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `a file cut anywhere is refused, or decoded as far as it goes`(format: MediaFormat) throws {
    let whole = try Self.file(format)
    for length in 0..<whole.count {
      let cut = Array(whole[..<length])
      guard let decoded = try? ImageDecoder.decode(cut, format: format) else { continue }
      #expect((decoded.pixels.width, decoded.pixels.height) == (20, 17))
      #expect(decoded.pixels.rgb.count == 20 * 17 * 3)
    }
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `half of a file has a defect and no score`(format: MediaFormat) throws {
    let noise = Painting.noise(width: 300, height: 300, seed: 5)
    let whole =
      switch format {
      case .png: try ImageEncoder.png(noise)
      case .jpeg: try ImageEncoder.jpeg(noise, quality: 80)
      default: try ImageEncoder.webp(noise, quality: 80)
      }
    let half = Array(whole[..<(whole.count / 2)])
    #expect(try ImageDecoder.decode(half, format: format).truncated)
    let found = QualityScorer().assess(half, format: format, orientation: 1, problems: [])
    #expect(found == Assessment(defects: [.truncated]))
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `a changed byte never traps`(format: MediaFormat) throws {
    let whole = try Self.file(format)
    var pictures = 0
    for position in whole.indices {
      for value: UInt8 in [0, 0x7F, 0xFF, whole[position] ^ 1] {
        var changed = whole
        changed[position] = value
        // A header may now claim more; a picture that is decoded always has the bytes that its size asks for.
        guard let decoded = try? ImageDecoder.decode(changed, format: format, maximumPixels: 1_000_000) else {
          continue
        }
        pictures += 1
        #expect(decoded.pixels.rgb.count == decoded.pixels.width * decoded.pixels.height * 3)
      }
    }
    #expect(pictures > 0)
  }

  @Test func `a header that claims gigabytes is refused by its numbers`() throws {
    var png = HandmadePNG(width: 60_000, height: 60_000, colour: 6)
    png.addPixels([[0, 0, 0, 0]])
    #expect(throws: VisionError.tooLarge(width: 60_000, height: 60_000)) {
      try ImageDecoder.decode(png.bytes, format: .png)
    }
    var jpeg = try Self.file(.jpeg)
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(throws: VisionError.tooLarge(width: 65_500, height: 65_500)) {
      try ImageDecoder.decode(jpeg, format: .jpeg)
    }
    let webp = try HandmadeWebP.animation(of: Self.picture, x: 0, y: 0, canvasWidth: 16_384, canvasHeight: 16_384)
    #expect(throws: VisionError.tooLarge(width: 16_384, height: 16_384)) {
      try ImageDecoder.decode(webp, format: .webp)
    }
  }

  @Test func `what is too large to decode is neither rated nor blamed`() {
    var png = HandmadePNG(width: 60_000, height: 60_000, colour: 6)
    png.addPixels([[0, 0, 0, 0]])
    let found = QualityScorer().assess(png.bytes, format: .png, orientation: 1, problems: [])
    #expect(found == Assessment())
  }

  @Test func `a frame outside of its canvas is refused`() throws {
    let webp = try HandmadeWebP.animation(of: Self.picture, x: 10, y: 0, canvasWidth: 24, canvasHeight: 24)
    #expect(throws: VisionError.self) { try ImageDecoder.decode(webp, format: .webp) }
  }
}
