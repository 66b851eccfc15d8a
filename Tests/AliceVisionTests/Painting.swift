import AliceVision
import Testing

/// Pictures made for the tests.
enum Painting {
  /// Each byte from a linear congruential generator: the same on every run.
  static func noise(width: Int, height: Int, seed: UInt64) -> Pixels {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let rgb = (0..<width * height * 3).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    return Pixels(width: width, height: height, rgb: rgb)
  }

  /// Colours as a function of column and row; each channel is cut to 0...255.
  static func paint(width: Int, height: Int, _ colour: (Int, Int) -> (Int, Int, Int)) -> Pixels {
    var pixels = Pixels(width: width, height: height, filledWith: 0)
    for y in 0..<height {
      for x in 0..<width {
        let (red, green, blue) = colour(x, y)
        let at = (y * width + x) * 3
        pixels.rgb[at] = UInt8(clamping: red)
        pixels.rgb[at + 1] = UInt8(clamping: green)
        pixels.rgb[at + 2] = UInt8(clamping: blue)
      }
    }
    return pixels
  }
}

extension Pixels: CustomTestStringConvertible {
  /// Without the bytes, which would flood the log.
  public var testDescription: String { "\(width) × \(height)" }
}
