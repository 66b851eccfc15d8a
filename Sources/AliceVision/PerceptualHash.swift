import Foundation

/// A fingerprint of what an image looks like: images that look alike differ in few of its 64 bits.
///
/// It holds the signs of the 64 lowest frequencies of the image in grey, reduced to 32 × 32, about their median.
package struct PerceptualHash: Sendable, Hashable {
  package let bits: UInt64

  private static let side = 32
  private static let low = 8

  /// Returns nil for an image without pixels.
  package init?(_ pixels: Pixels) {
    guard pixels.isConsistent else { return nil }
    let side = PerceptualHash.side
    let small = pixels.resized(width: min(pixels.width, 4 * side), height: min(pixels.height, 4 * side), by: .area)
      .resized(width: side, height: side, by: .bicubic)
    guard small.rgb.count == side * side * 3 else { return nil }
    var grey: [Double] = []
    for at in stride(from: 0, to: small.rgb.count, by: 3) {
      let (red, green, blue) = (Double(small.rgb[at]), Double(small.rgb[at + 1]), Double(small.rgb[at + 2]))
      grey.append(0.299 * red + 0.587 * green + 0.114 * blue)
    }
    var values: [Double] = []
    for vertical in 0..<PerceptualHash.low {
      for horizontal in 0..<PerceptualHash.low {
        var sum = 0.0
        for y in 0..<side {
          let factor = PerceptualHash.wave(vertical, at: y)
          for x in 0..<side { sum += grey[y * side + x] * factor * PerceptualHash.wave(horizontal, at: x) }
        }
        values.append(sum)
      }
    }
    // The mean brightness is not compared: it is far from the median.
    let median = values.dropFirst().sorted()[values.count / 2 - 1]
    var bits: UInt64 = 0
    for (place, value) in values.enumerated() where place > 0 && value > median { bits |= 1 << UInt64(place) }
    self.bits = bits
  }

  /// Returns the value of a cosine wave at a pixel.
  private static func wave(_ frequency: Int, at place: Int) -> Double {
    let turn = Double((2 * place + 1) * frequency) / Double(2 * side)
    return cos(turn * Double.pi)
  }

  /// Returns the number of different bits, from 0 for images that look the same.
  package func distance(to other: PerceptualHash) -> Int { (bits ^ other.bits).nonzeroBitCount }
}
