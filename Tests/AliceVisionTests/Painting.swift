import AliceModel
import AliceVision
import Foundation
import Testing

/// Pictures made for the tests.
enum Painting {
  /// The same bytes in every run.
  static func noise(width: Int, height: Int, seed: UInt64) -> Pixels {
    var random = SplitMix64(seed: seed)
    let rgb = (0..<width * height * 3).map { _ in UInt8(truncatingIfNeeded: random.next() >> 56) }
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

  /// Soft waves of colour: no defect, no grid, nothing flat.
  static func waves(width: Int, height: Int) -> Pixels {
    paint(width: width, height: height) { x, y in
      let (across, down) = (Double(x) / 37, Double(y) / 53)
      return (
        Int(128 + 100 * sin(across + 2 * sin(down))), Int(128 + 90 * sin(1.3 * down + cos(across))),
        Int(128 + 80 * cos(across * down / 9))
      )
    }
  }

  /// Soft waves with fine grain.
  static func grainyWaves(width: Int, height: Int) -> Pixels {
    var picture = waves(width: width, height: height)
    let grain = noise(width: width, height: height, seed: 7)
    for index in picture.rgb.indices {
      picture.rgb[index] = UInt8(clamping: Int(picture.rgb[index]) + Int(grain.rgb[index] >> 2) - 32)
    }
    return picture
  }

  /// Mean absolute difference of two pictures of one size, in steps of 255.
  static func meanDifference(_ one: Pixels, _ other: Pixels) -> Double {
    let total = zip(one.rgb, other.rgb).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(total) / Double(one.rgb.count)
  }

  /// A night: nearly all is dark, a few lights are not.
  static let darkScene = paint(width: 160, height: 160) { x, y in
    let light = (x % 37 < 8) && (y % 29 < 6) ? 200 : 0
    return (6 + light + (x * y) % 9, 7 + light / 2 + (x + y) % 5, 12 + y / 20)
  }

  /// Grey from left to right, with a step every other column.
  static let gradient = paint(width: 160, height: 160) { x, _ in (x / 2, x / 2, x / 2) }

  /// Steps so rare that each column of blocks has one.
  static let diagonal = paint(width: 200, height: 200) { x, y in (100 + (x + y) / 8, 80 + (x + y) / 8, 60) }
}

extension Pixels: CustomTestStringConvertible {
  /// Without the bytes, which would flood the log.
  public var testDescription: String { "\(width) × \(height)" }
}
