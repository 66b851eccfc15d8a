import AliceModel
import AliceTestSupport
import AliceVision
import Testing

@Suite struct `How a picture looks` {
  private func pixels(_ number: UInt64, _ width: Int = 256, _ height: Int = 192) -> Pixels {
    Pixels(width: width, height: height, rgb: PaintedScene(number).rgb(width: width, height: height))
  }

  private func look(_ bytes: [UInt8], _ format: MediaFormat, orientation: Int = 1) throws -> PictureLook? {
    try PictureLooker().look(at: bytes, format: format, orientation: orientation)
  }

  /// A pixel of each row that is written over, like the letters of a text.
  private func written(_ pixels: Pixels) -> Pixels {
    var pixels = pixels
    for y in pixels.height * 8 / 10..<pixels.height * 85 / 100 {
      for x in stride(from: pixels.width / 10, to: pixels.width * 6 / 10, by: 3) {
        for channel in 0..<3 { pixels.rgb[(y * pixels.width + x) * 3 + channel] = 255 }
      }
    }
    return pixels
  }

  private func cropped(_ number: UInt64) -> Pixels {
    let rgb = PaintedScene(number).rgb(width: 243, height: 182, x: 0.02...0.97, y: 0.03...0.98)
    return Pixels(width: 243, height: 182, rgb: rgb)
  }

  @Test func `is much the same after another compression, in another size, cropped a little, or with a text on it`()
    throws
  {
    var (copies, found) = (0, 0)
    for number in 0..<20 as Range<UInt64> {
      let original = pixels(number)
      let hash = try #require(original.look()).hash
      let edits = [
        try #require(try look(ImageEncoder.jpeg(original, quality: 30), .jpeg)),
        try #require(try look(ImageEncoder.webp(original, quality: 40), .webp)),
        try #require(original.fitted(within: 128).look()), try #require(pixels(number, 512, 384).look()),
        try #require(written(original).look()), try #require(cropped(number).look()),
      ]
      copies += edits.count
      found += edits.count { hash.distance(toCopy: $0.hash) != nil }
      for other in number + 1..<20 {
        let another = try #require(pixels(other).look()).hash
        #expect(hash.distance(toCopy: another) == nil)
      }
    }
    #expect(Double(found) >= 0.95 * Double(copies), "\(found) of \(copies)")
  }

  @Test(arguments: 1...8) func `is that of the upright picture, whatever the file's orientation`(_ orientation: Int)
    throws
  {
    let png = try ImageEncoder.png(pixels(3))
    let upright = try ImageDecoder.decode(png, format: .png, orientation: orientation).pixels
    let told = try #require(try look(png, .png, orientation: orientation))
    let expected = try #require(upright.look())
    #expect(expected.hash.distance(to: told.hash) <= 2)
    let plain = try look(png, .png)
    #expect((told == plain) == (orientation == 1))
  }

  @Test func `tells a mirrored and a turned copy from the picture itself`() throws {
    let (one, other) = (pixels(4), try ImageDecoder.decode(ImageEncoder.png(pixels(4)), format: .png, orientation: 6))
    let hashes = [try #require(one.look()).hash, try #require(other.pixels.look()).hash]
    #expect(hashes[0].distance(toCopy: hashes[1]) == nil)
    #expect(TwinFinder(hashes).pairs(of: 0..<2).map(\.turn) == [.turned270])
    #expect(TwinFinder(hashes.reversed()).pairs(of: 0..<2).map(\.turn) == [.turned90])
  }

  @Test func `of a flat picture does not exist`() {
    for value in [0, 128, 255] as [UInt8] {
      #expect(Pixels(width: 100, height: 80, filledWith: value).look() == nil)
    }
    #expect(Pixels(width: 0, height: 0, rgb: []).look() == nil)
    #expect(Pixels(width: 1, height: 1, rgb: [1, 2, 3]).look() == nil)
    let slope = (0..<100 * 100).flatMap { [UInt8](repeating: UInt8($0 % 100), count: 3) }
    #expect(Pixels(width: 100, height: 100, rgb: slope).look() == nil)
  }

  @Test func `has one checksum for equal pixels in two formats, and another for one step of one pixel`() throws {
    let original = pixels(5, 91, 67)
    let png = try #require(try look(ImageEncoder.png(original), .png))
    #expect(png == original.look())
    var changed = original
    changed.rgb[91 * 67 * 3 - 1] ^= 1
    #expect(changed.look()?.pixels != png.pixels)
  }

  @Test func `is the same bits everywhere`() throws {
    // A picture in integers, whose hash was computed once.
    var random = SplitMix64(seed: 1)
    let rgb = (0..<150 * 90).flatMap { place in
      let (x, y) = (place % 150, place / 150)
      let value = (x * x / 40 + y * y / 25 + (x / 13 ^ y / 11) * 24 + random.below(30)) % 256
      return [UInt8(value), UInt8((value * 3) % 256), UInt8(255 - value)]
    }
    let look = try #require(Pixels(width: 150, height: 90, rgb: rgb).look())
    #expect(look.bytes.map { String($0, radix: 16) }.joined(separator: " ") == Self.known)
  }

  private static let known =
    "4f 88 9 77 50 1 60 68 60 8b 78 e1 c8 77 a6 b2 18 be af 11 b8 77 e7 3a b9 83 e f0 93 a6 c 3d 59 55 a3 fb 71 58 b7 94"
}
