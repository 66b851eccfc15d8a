import AliceMedia
import AliceTestSupport
import Testing

@Suite struct PictureMakeupTests {
  private static func png(_ chunks: [UInt8]...) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunks.flatMap(\.self)
  }

  private static let header = HandmadePNG.chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
  private static let control = HandmadePNG.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])
  private static let pixels = HandmadePNG.chunk("IDAT", [1, 2, 3])

  private static func webp(_ chunk: String, _ payload: [UInt8]) -> [UInt8] {
    let body = Array("WEBP".utf8) + Array(chunk.utf8) + [UInt8(payload.count), 0, 0, 0] + payload
    return Array("RIFF".utf8) + [UInt8(body.count), 0, 0, 0] + body
  }

  private static func jpeg(components: UInt8) -> [UInt8] {
    let frame: [UInt8] = [8, 0, 1, 0, 1, components] + (0..<components).flatMap { [$0, 0x11, 0] }
    return [0xFF, 0xD8, 0xFF, 0xC0, 0, UInt8(frame.count + 2)] + frame + [0xFF, 0xDA, 0, 2, 0xFF, 0xD9]
  }

  @Test func `a PNG is animated if its frames are announced before its pixels`() {
    #expect(PictureMakeup(of: Self.png(Self.header, Self.control, Self.pixels)).isAnimated)
    #expect(!PictureMakeup(of: Self.png(Self.header, Self.pixels, Self.control)).isAnimated)
  }

  @Test func `a WebP is animated if its canvas says so`() {
    #expect(PictureMakeup(of: Self.webp("VP8X", [0x02, 0, 0, 0, 9, 0, 0, 9, 0, 0])).isAnimated)
    #expect(!PictureMakeup(of: Self.webp("VP8X", [0x10, 0, 0, 0, 9, 0, 0, 9, 0, 0])).isAnimated)
    #expect(!PictureMakeup(of: Self.webp("VP8X", [0x02])).isAnimated)
  }

  @Test func `a JPEG of four components has the colours of print`() {
    #expect(PictureMakeup(of: Self.jpeg(components: 4)).isCMYK)
    #expect(!PictureMakeup(of: Self.jpeg(components: 3)).isCMYK)
    #expect(!PictureMakeup(of: Array(Self.jpeg(components: 4).prefix(9))).isCMYK)
  }
}
