import Foundation

/// A colour in OKLab, in which colours that are equally far from each other look about equally different.
public struct PictureColor: Sendable, Hashable {
  /// From 0 for black to 1 for white.
  public let lightness: Double
  /// From green to red, and from blue to yellow: about -0.3 to 0.3, and 0 for greys.
  public let a: Double
  public let b: Double

  package init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// Converts a colour of sRGB, `0xRRGGBB`.
  package init(rgb: UInt32) {
    let (red, green, blue) = (Self.linear(rgb >> 16), Self.linear(rgb >> 8), Self.linear(rgb))
    let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
  }

  private static func linear(_ channel: UInt32) -> Double {
    let value = Double(channel & 0xFF) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// The distance from the greys.
  package var chroma: Double { (a * a + b * b).squareRoot() }

  /// Below this chroma a colour is taken for a grey.
  private static let grey = 0.03

  /// Returns how near another colour is to this one, which a user names: from 1 for the same to 0.
  ///
  /// The hue counts most: of a colour that somebody names, lighter, darker and duller ones are meant, too. Of greys the
  /// lightness counts.
  package func nearness(of other: PictureColor) -> Double {
    let (own, its) = (chroma, other.chroma)
    let lighter = other.lightness - lightness
    guard own > PictureColor.grey else {
      // In OKLab, what people call black reaches to a fifth of the way to white.
      let darkness = (1 - lightness) * (1 - lightness)
      return max(0, 1 - (lighter * lighter + 4 * its * its).squareRoot() / (0.15 + 0.15 * darkness))
    }
    guard its > own * 0.3 else { return 0 }
    // The square of the distance along the circle of hues, and that between the circles.
    let hue = max(0, 2 * (own * its - a * other.a - b * other.b))
    let duller = its - own
    let distance = (hue + 0.25 * duller * duller + 0.25 * lighter * lighter).squareRoot()
    return max(0, 1 - distance / (0.03 + 0.4 * own))
  }
}

/// The few colours that a picture consists of, with the share that each has of it.
package struct PicturePalette: Sendable, Hashable {
  /// The maximum number of colours.
  package static let most = 6
  /// The bytes of a colour.
  private static let width = 4
  /// The largest value of `a` and `b` that a byte can hold.
  private static let reach = 0.4

  package struct Entry: Sendable, Hashable {
    package let color: PictureColor
    /// The share of the picture, from 0 to 1.
    package let share: Double

    package init(_ color: PictureColor, share: Double) {
      self.color = color
      self.share = share
    }
  }

  package let entries: [Entry]

  /// Keeps the colours with the largest shares. What is equal after rounding to bytes is the same palette.
  package init(_ entries: [Entry]) {
    let largest = entries.sorted { $0.share > $1.share }.prefix(PicturePalette.most)
    self.init(bytes: largest.flatMap(PicturePalette.bytes))
  }

  /// Reads what `bytes` returned; more bytes than it returns are left out.
  package init(bytes: some Collection<UInt8>) {
    let bytes = Array(bytes.prefix(PicturePalette.most * PicturePalette.width))
    entries = stride(from: 0, to: bytes.count - PicturePalette.width + 1, by: PicturePalette.width).map { at in
      func signed(_ index: Int) -> Double { Double(Int8(bitPattern: bytes[at + index])) / 127 * PicturePalette.reach }
      let color = PictureColor(lightness: Double(bytes[at]) / 255, a: signed(1), b: signed(2))
      return Entry(color, share: Double(bytes[at + 3]) / 255)
    }
  }

  package var bytes: [UInt8] { entries.flatMap(PicturePalette.bytes) }

  private static func bytes(_ entry: Entry) -> [UInt8] {
    func byte(_ value: Double) -> UInt8 { UInt8(min(max(value, 0), 1) * 255 + 0.5) }
    func signed(_ value: Double) -> UInt8 {
      UInt8(bitPattern: Int8((min(max(value / reach, -1), 1) * 127).rounded()))
    }
    return [byte(entry.color.lightness), signed(entry.color.a), signed(entry.color.b), byte(entry.share)]
  }

  /// The share of a colour from which a picture is said to have it.
  package static let leastShare = 0.05

  /// Returns how much of the picture has a colour, from 0 to 1; a colour that is less near counts less.
  package func share(of color: PictureColor) -> Double {
    entries.reduce(0) { $0 + $1.share * color.nearness(of: $1.color) }
  }
}
