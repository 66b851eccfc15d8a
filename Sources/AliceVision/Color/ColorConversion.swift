import AliceModel
import AliceNumbers
import Foundation

/// The conversion of an image's colours to sRGB, from the ICC profile of a screen or camera (ICC.1:2022): a curve for each
/// channel and a matrix.
package struct ColorConversion: Sendable {
  /// The light of each value of a channel.
  private let curves: [[Double]]
  /// The matrix from the light of the profile to that of sRGB, row by row.
  private let matrix: [Double]
  /// The values of sRGB for light from 0 to 1.
  private let encoded: [UInt8]

  private static let largest = 4 << 20
  private static let steps = 4095
  /// From the profile connection space, whose white is D50, to the light of sRGB.
  private static let fromD50 = [
    3.1338561, -1.6168667, -0.4906146, -0.9787684, 1.9161415, 0.0334540, 0.0719453, -0.2289914, 1.4052427,
  ]

  /// Returns nil if the bytes are no profile of this kind.
  package init?(profile: [UInt8]) {
    guard profile.count <= ColorConversion.largest, let tags = ICCTags(profile) else { return nil }
    var (curves, columns): ([[Double]], [[Double]]) = ([], [])
    for channel in ["r", "g", "b"] {
      guard let curve = tags.curve(channel + "TRC"), let column = tags.xyz(channel + "XYZ") else { return nil }
      curves.append(curve)
      columns.append(column)
    }
    self.curves = curves
    var matrix = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for inner in 0..<3 {
          let factor: Double = ColorConversion.fromD50[row * 3 + inner]
          matrix[row * 3 + column] += factor * columns[column][inner]
        }
      }
    }
    self.matrix = matrix
    encoded = (0...ColorConversion.steps).map { step in
      let light = Double(step) / Double(ColorConversion.steps)
      let value = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
      return UInt8(clamping: Int((value * 255).rounded()))
    }
  }

  /// Whether the profile describes sRGB, so that nothing needs to be converted.
  package var isIdentity: Bool {
    let values: [UInt8] = [0, 32, 64, 128, 192, 255]
    return values.allSatisfy { red in
      values.allSatisfy { green in
        values.allSatisfy { blue in
          let new = converted(red, green, blue)
          return zip([red, green, blue], [new.0, new.1, new.2]).allSatisfy { abs(Int($0) - Int($1)) <= 2 }
        }
      }
    }
  }

  func converted(_ pixels: Pixels) -> Pixels {
    var result = pixels
    var at = 0
    while at + 2 < result.rgb.count {
      let new = converted(result.rgb[at], result.rgb[at + 1], result.rgb[at + 2])
      (result.rgb[at], result.rgb[at + 1], result.rgb[at + 2]) = new
      at += 3
    }
    return result
  }

  private func converted(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> (UInt8, UInt8, UInt8) {
    let (r, g, b) = (curves[0][Int(red)], curves[1][Int(green)], curves[2][Int(blue)])
    return (
      encode(matrix[0] * r + matrix[1] * g + matrix[2] * b), encode(matrix[3] * r + matrix[4] * g + matrix[5] * b),
      encode(matrix[6] * r + matrix[7] * g + matrix[8] * b)
    )
  }

  private func encode(_ light: Double) -> UInt8 {
    encoded[Int(min(max(light, 0), 1) * Double(ColorConversion.steps) + 0.5)]
  }
}
