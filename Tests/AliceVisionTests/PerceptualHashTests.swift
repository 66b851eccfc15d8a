import AliceVision
import Foundation
import Testing

@Suite struct `A perceptual hash` {
  private func picture(_ side: Int, _ grey: (Double, Double) -> Double) -> Pixels {
    var rgb: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        let value = UInt8(max(0, min(255, grey(Double(x) / Double(side), Double(y) / Double(side)) * 255)))
        rgb += [value, value, value]
      }
    }
    return Pixels(width: side, height: side, rgb: rgb)
  }

  /// Hills of several sizes: a smooth slope would leave most frequencies to the rounding.
  private func slope(_ x: Double, _ y: Double) -> Double {
    0.45 + 0.2 * sin(7 * x + 3 * y) + 0.15 * cos(11 * y - 9 * x * x) + 0.1 * sin(17 * x * y + 5 * y * y)
  }

  @Test func `is the same for the same picture in another size and brightness`() throws {
    let one = try #require(PerceptualHash(picture(256, slope)))
    let small = try #require(PerceptualHash(picture(100, slope)))
    let bright = try #require(PerceptualHash(picture(256) { slope($0, $1) + 0.05 }))
    #expect(one.distance(to: one) == 0)
    #expect(one.distance(to: small) <= 6 && one.distance(to: bright) <= 6)
  }

  @Test func `differs for another picture`() throws {
    let one = try #require(PerceptualHash(picture(128, slope)))
    let other = try #require(PerceptualHash(picture(128) { x, y in (Int(x * 6) + Int(y * 4)) % 2 == 0 ? 0.9 : 0.1 }))
    #expect(one.distance(to: other) > 16)
  }

  @Test func `of a picture without pixels does not exist`() {
    #expect(PerceptualHash(Pixels(width: 0, height: 0, rgb: [])) == nil)
    #expect(PerceptualHash(Pixels(width: 4, height: 4, rgb: [1])) == nil)
    #expect(PerceptualHash(Pixels(width: 1, height: 1, rgb: [1, 2, 3])) != nil)
  }
}
