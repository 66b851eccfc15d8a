import AliceModel
import AliceVision
import Testing

@Suite struct AlphaPixelsTests {
  @Test func `opacity survives both formats that have it`() throws {
    let pixels = Painting.paint(width: 16, height: 8) { x, y in (x * 16, y * 30, 99) }
    let picture = AlphaPixels(pixels, alpha: (0..<128).map { UInt8($0 * 2) })
    let png = try ImageDecoder.picture(try ImageEncoder.png(picture), format: .png)
    #expect(png.alpha == picture.alpha && png.pixels.rgb == pixels.rgb)
    let webp = try ImageDecoder.picture(try ImageEncoder.webp(picture, quality: 90), format: .webp)
    #expect(webp.alpha?.count == 128 && webp.width == 16)
  }

  @Test func `an opaque picture has none`() throws {
    let pixels = Painting.noise(width: 5, height: 4, seed: 3)
    #expect(try ImageDecoder.picture(try ImageEncoder.png(pixels), format: .png).alpha == nil)
    #expect(AlphaPixels(pixels, alpha: [1, 2]).alpha == nil)
  }

  @Test func `transparent pixels do not lend their colour to their neighbours`() {
    // White that is seen, beside black that is not.
    let pixels = Painting.paint(width: 64, height: 64) { x, _ in x % 2 == 0 ? (255, 255, 255) : (0, 0, 0) }
    let picture = AlphaPixels(pixels, alpha: (0..<64 * 64).map { $0 % 2 == 0 ? 255 : 0 }).reduced(to: 8, 8)
    #expect(picture.pixels.rgb.allSatisfy { $0 > 250 })
    #expect(picture.alpha?.allSatisfy { (120...136).contains($0) } == true)
  }

  @Test func `over white, what is transparent becomes white`() {
    let pixels = Pixels(width: 2, height: 1, rgb: [10, 20, 30, 10, 20, 30])
    #expect(AlphaPixels(pixels, alpha: [0, 255]).flattened().rgb == [255, 255, 255, 10, 20, 30])
  }

  @Test(arguments: [(10, 10), (500, 500), (0, -3)])
  func `no size is larger than the picture`(_ width: Int, _ height: Int) {
    let picture = AlphaPixels(Painting.noise(width: 40, height: 30, seed: 1)).reduced(to: width, height)
    #expect(picture.width == min(max(width, 1), 40) && picture.height == min(max(height, 1), 30))
  }
}

@Suite struct ColorConversionTests {
  /// A profile of a screen with these primaries in the connection space and one power for each channel.
  private static func profile(
    _ columns: [[Double]], gamma: UInt16 = 563, parameters: [Double] = [], tagType: String = "curv"
  ) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func fixed(_ value: Double) -> [UInt8] { number(Int((value * 65_536).rounded()), 4) }
    var (tags, data): ([UInt8], [UInt8]) = ([], [])
    let start = 128 + 4 + 6 * 12
    for (channel, column) in zip(["r", "g", "b"], columns) {
      let xyz = Array("XYZ ".utf8) + number(0, 4) + column.flatMap(fixed)
      let power = Array(tagType.utf8) + number(0, 4) + number(1, 4) + number(Int(gamma), 2) + number(0, 2)
      let formula = Array("para".utf8) + number(0, 4) + number(3, 2) + number(0, 2) + parameters.flatMap(fixed)
      let curve = parameters.isEmpty ? power : formula
      for (name, body) in [(channel + "XYZ", xyz), (channel + "TRC", curve)] {
        tags += Array(name.utf8) + number(start + data.count, 4) + number(body.count, 4)
        data += body
      }
    }
    var head = [UInt8](repeating: 0, count: 128)
    head.replaceSubrange(16..<24, with: Array("RGB XYZ ".utf8))
    head.replaceSubrange(36..<40, with: Array("acsp".utf8))
    return head + number(6, 4) + tags + data
  }

  private static let displayP3 = [
    [0.51512, 0.24120, -0.00105], [0.29198, 0.69225, 0.04189], [0.15710, 0.06657, 0.78407],
  ]
  private static let sRGB = [
    [0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.71410],
  ]

  @Test func `grey stays grey, and a colour of a wider space becomes stronger`() throws {
    let conversion = try #require(ColorConversion(profile: Self.profile(Self.displayP3, gamma: 563)))
    #expect(!conversion.isIdentity)
    let picture = AlphaPixels(Pixels(width: 2, height: 1, rgb: [128, 128, 128, 200, 80, 80])).converted(by: conversion)
    let rgb = picture.pixels.rgb.map(Int.init)
    #expect(rgb.prefix(3).allSatisfy { abs($0 - 128) <= 2 })
    #expect(rgb[3] > 205 && rgb[4] < 78)
  }

  @Test func `sRGB's own profile changes nothing`() throws {
    let curve = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]
    #expect(try #require(ColorConversion(profile: Self.profile(Self.sRGB, parameters: curve))).isIdentity)
    let linear = try #require(ColorConversion(profile: Self.profile(Self.sRGB, gamma: 256)))
    #expect(!linear.isIdentity)
  }

  @Test func `what is no profile of this kind is none`() {
    let good = Self.profile(Self.sRGB, gamma: 563)
    #expect(ColorConversion(profile: []) == nil)
    for cut in stride(from: 1, to: good.count, by: 7) {
      #expect(ColorConversion(profile: Array(good.prefix(cut))) == nil)
    }
    #expect(ColorConversion(profile: Self.profile(Self.sRGB, gamma: 1, tagType: "what")) == nil)
    var random = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      var bytes = good
      for _ in 0..<8 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
      _ = ColorConversion(profile: bytes)?.isIdentity
    }
  }
}
