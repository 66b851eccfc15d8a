import AliceModel
import Testing

struct PictureColorTests {
  private func color(_ name: String) throws -> PictureColor {
    PictureColor(rgb: try #require(ColorName.rgb(of: name), "\(name)"))
  }

  @Test func `sRGB becomes the OKLab of its definition`() throws {
    let red = PictureColor(rgb: 0xFF_0000)
    #expect(abs(red.lightness - 0.628) < 0.001 && abs(red.a - 0.225) < 0.001 && abs(red.b - 0.126) < 0.001)
    let white = PictureColor(rgb: 0xFF_FFFF)
    #expect(abs(white.lightness - 1) < 0.001 && white.chroma < 0.001)
    #expect(PictureColor(rgb: 0).lightness == 0)
  }

  @Test(arguments: [
    ("teal", "#0a7f85", "#8a8a8a"), ("red", "#c01818", "#d08020"), ("green", "#3a6b34", "#405878"),
    ("black", "#101014", "#606060"), ("white", "#f2f2f0", "#c0d0f0"), ("brown", "#6a4526", "#b02020"),
    ("blue", "#2040c0", "#208040"), ("skin", "#d8a07c", "#80a0d8"),
  ])
  func `a name means the colours that people call so, and not their neighbours`(
    _ name: String, _ near: String, _ far: String
  ) throws {
    let named = try color(name)
    #expect(try named.nearness(of: color(near)) > 0.3, "\(name) \(near)")
    #expect(try named.nearness(of: color(far)) < 0.1, "\(name) \(far)")
    #expect(named.nearness(of: named) > 0.999)
  }

  @Test func `names and digits are read, and nothing else`() {
    #expect(ColorName.rgb(of: "#0a7") == 0x00_AA77 && ColorName.rgb(of: "00AA77") == 0x00_AA77)
    #expect(ColorName.rgb(of: "Light Sea-Green") == 0x20_B2AA && ColorName.rgb(of: "grey") == ColorName.rgb(of: "gray"))
    for wrong in ["", "#", "#12", "#12345", "#1234567", "#ggg", "#+12", "tael"] {
      #expect(ColorName.rgb(of: wrong) == nil, "\(wrong)")
    }
    #expect(ColorName.all.count > 170)
  }

  @Test func `a palette of bytes is the palette`() throws {
    let palette = PicturePalette([
      .init(try color("teal"), share: 0.6), .init(try color("white"), share: 0.3), .init(try color("red"), share: 0.1),
    ])
    #expect(palette.bytes.count == 12)
    #expect(PicturePalette(bytes: palette.bytes) == palette)
    #expect(try abs(palette.share(of: color("teal")) - 0.6) < 0.05)
    #expect(try palette.share(of: color("white")) > 0.25 && palette.share(of: color("purple")) < 0.02)
    #expect(PicturePalette([]).entries.isEmpty && PicturePalette(bytes: [1, 2, 3]).entries.isEmpty)
    let many = PicturePalette((1...20).map { .init(PictureColor(rgb: UInt32($0 * 9)), share: Double($0) / 210) })
    #expect(many.entries.count == PicturePalette.most && many.entries[0].share > many.entries[5].share)
    #expect(PicturePalette(bytes: [UInt8](repeating: 128, count: 1000)).entries.count == PicturePalette.most)
  }

  @Test func `features of the same direction are alike, however long they are`() throws {
    var random = SplitMix64(seed: 1)
    func vector() -> [Float] {
      (0..<PictureFeatures.count).map { _ in Float(random.next() >> 40) / Float(1 << 23) - 1 }
    }
    let (one, other) = (vector(), vector())
    let features = try #require(PictureFeatures(one))
    let longer = try #require(PictureFeatures(one.map { $0 * 1000 }))
    let opposite = try #require(PictureFeatures(one.map { -$0 }))
    #expect(abs(features.likeness(to: longer) - 1) < 1e-9 && abs(features.likeness(to: opposite) + 1) < 1e-9)
    #expect(try abs(features.likeness(to: #require(PictureFeatures(other)))) < 0.5)
    #expect(PictureFeatures(bytes: features.bytes) == features)
    let lowest = try #require(PictureFeatures(bytes: [UInt8](repeating: 0x80, count: PictureFeatures.count)))
    #expect(lowest.likeness(to: lowest) == 1)
    for wrong in [[], [Float](repeating: 0, count: 64), [Float](repeating: .nan, count: 64), [1]] {
      #expect(PictureFeatures(wrong) == nil)
    }
    #expect(PictureFeatures(bytes: [1]) == nil && PictureFeatures(bytes: [UInt8](repeating: 0, count: 64)) == nil)
  }
}
