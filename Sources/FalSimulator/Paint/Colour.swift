/// A colour with red, green and blue from 0 to 1.
struct Colour: Hashable {
  var red: Float
  var green: Float
  var blue: Float

  init(_ red: Float, _ green: Float, _ blue: Float) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// `hue` is in turns of the colour wheel and may be any number.
  init(hue: Float, saturation: Float, value: Float) {
    func channel(_ shift: Float) -> Float {
      let turn = hue + shift
      let place = (turn - turn.rounded(.down)) * 6
      return value * (1 - saturation * min(max(min(place, 4 - place), 0), 1))
    }
    self.init(channel(5.0 / 6), channel(3.0 / 6), channel(1.0 / 6))
  }

  static let black = Colour(0, 0, 0)
  static let white = Colour(1, 1, 1)

  /// Returns `self` for a share of 0, `other` for 1.
  @inline(__always)
  func mixed(with other: Colour, _ share: Float) -> Colour {
    Colour(
      red + (other.red - red) * share, green + (other.green - green) * share, blue + (other.blue - blue) * share)
  }

  @inline(__always)
  func scaled(by factor: Float) -> Colour { Colour(red * factor, green * factor, blue * factor) }

  @inline(__always)
  func adding(_ other: Colour, _ share: Float) -> Colour {
    Colour(red + other.red * share, green + other.green * share, blue + other.blue * share)
  }

  /// Returns a slightly warmer or colder colour, so that two pictures of one palette differ.
  func tinted(by warmth: Float) -> Colour { Colour(red + warmth, green + warmth * 0.2, blue - warmth) }

  @inline(__always)
  static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value, 0), 1) * 255 + 0.5) }
}

/// The pixels of a picture that is being painted.
struct Canvas {
  let width: Int
  let height: Int
  var rgb: [UInt8]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    rgb = [UInt8](repeating: 0, count: width * height * 3)
  }

  @inline(__always)
  mutating func set(_ x: Int, _ y: Int, _ colour: Colour) {
    let at = (y * width + x) * 3
    rgb[at] = Colour.byte(colour.red)
    rgb[at + 1] = Colour.byte(colour.green)
    rgb[at + 2] = Colour.byte(colour.blue)
  }

  /// Returns the colour of a pixel; coordinates outside are clamped to the nearest edge.
  @inline(__always)
  func colour(_ x: Int, _ y: Int) -> Colour {
    let at = (min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)) * 3
    return Colour(Float(rgb[at]) / 255, Float(rgb[at + 1]) / 255, Float(rgb[at + 2]) / 255)
  }
}
