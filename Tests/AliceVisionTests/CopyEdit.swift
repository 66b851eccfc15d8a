import AliceModel
import AliceVision

/// What people do to a picture that stays the same picture.
enum CopyEdit: CaseIterable {
  case compressed, halved, blurred, cropped, written

  func applied(to pixels: Pixels, _ random: inout SplitMix64) throws -> Pixels {
    switch self {
    case .compressed: try Self.compressed(pixels)
    case .halved: pixels.fitted(within: max(pixels.width, pixels.height) / 2)
    case .blurred: Self.blurred(pixels)
    case .cropped: Self.cropped(pixels, &random)
    case .written: Self.written(pixels, &random)
    }
  }

  private static func compressed(_ pixels: Pixels) throws -> Pixels {
    try ImageDecoder.decode(ImageEncoder.jpeg(pixels, quality: 30), format: .jpeg).pixels
  }

  /// Leaves out a twentieth of both sides, at any place.
  private static func cropped(_ pixels: Pixels, _ random: inout SplitMix64) -> Pixels {
    let (cutWidth, cutHeight) = (pixels.width / 20, pixels.height / 20)
    let (left, top) = (random.below(cutWidth + 1), random.below(cutHeight + 1))
    let (width, height) = (pixels.width - cutWidth, pixels.height - cutHeight)
    var rgb: [UInt8] = []
    rgb.reserveCapacity(width * height * 3)
    for y in top..<top + height {
      let start = (y * pixels.width + left) * 3
      rgb += pixels.rgb[start..<start + width * 3]
    }
    return Pixels(width: width, height: height, rgb: rgb)
  }

  /// The weights of a Gaussian blur of two pixels, in 1/1,000.
  private static let weights = [2, 9, 28, 65, 121, 175, 200, 175, 121, 65, 28, 9, 2]

  private static func blurred(_ pixels: Pixels) -> Pixels {
    transposedBlur(transposedBlur(pixels))
  }

  /// Blurs the rows, and exchanges rows and columns.
  private static func transposedBlur(_ pixels: Pixels) -> Pixels {
    let (width, height, weights) = (pixels.width, pixels.height, weights)
    let reach = weights.count / 2
    var result = Pixels(width: height, height: width, filledWith: 0)
    pixels.rgb.withUnsafeBufferPointer { source in
      result.rgb.withUnsafeMutableBufferPointer { target in
        for y in 0..<height {
          for x in 0..<width {
            var (red, green, blue) = (500, 500, 500)
            for place in 0..<weights.count {
              let at = (y * width + min(max(x + place - reach, 0), width - 1)) * 3
              red += weights[place] * Int(source[at])
              green += weights[place] * Int(source[at + 1])
              blue += weights[place] * Int(source[at + 2])
            }
            let at = (x * height + y) * 3
            target[at] = UInt8(red / 1000)
            target[at + 1] = UInt8(green / 1000)
            target[at + 2] = UInt8(blue / 1000)
          }
        }
      }
    }
    return result
  }

  /// Letters and digits of five by seven dots, a row in each byte.
  private static let glyphs: [[UInt8]] = [
    [0x0E, 0x11, 0x10, 0x0E, 0x01, 0x11, 0x0E], [0x0E, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11],
    [0x11, 0x1B, 0x15, 0x15, 0x11, 0x11, 0x11], [0x1E, 0x11, 0x11, 0x1E, 0x10, 0x10, 0x10],
    [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1F], [0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F],
    [0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E], [0x0E, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1F],
  ]

  /// Writes a line of twelve letters, a twentieth of the picture high.
  private static func written(_ pixels: Pixels, _ random: inout SplitMix64) -> Pixels {
    var pixels = pixels
    let dot = max(1, pixels.height / 140)
    let (left, top) = (random.below(pixels.width / 4 + 1), pixels.height / 10 + random.below(pixels.height * 3 / 4))
    let colors: [[UInt8]] = [[255, 255, 255], [0, 0, 0], [220, 20, 20]]
    let color = colors[random.below(colors.count)]
    for letter in 0..<12 {
      let glyph = glyphs[random.below(glyphs.count)]
      for y in 0..<7 * dot {
        for x in 0..<5 * dot where glyph[y / dot] >> UInt8(4 - x / dot) & 1 == 1 {
          let (column, row) = (left + letter * 6 * dot + x, top + y)
          guard column < pixels.width, row < pixels.height else { continue }
          for channel in 0..<3 { pixels.rgb[(row * pixels.width + column) * 3 + channel] = color[channel] }
        }
      }
    }
    return pixels
  }
}
