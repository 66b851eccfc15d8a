/// The inputs of the network: the image as a whole, and two crops at their own resolution.
struct Views {
  /// The length to which a longer short side is reduced.
  static let canonicalSide = 512

  let whole: Pixels
  let crops: [Pixels]

  init(of pixels: Pixels, level: KernelLevel = .best) {
    let (canonical, side) = (Self.canonical(pixels, level: level), Network.side)
    whole = canonical.resized(width: side, height: side, by: .bicubic, level: level)
    let x = Self.corner(canonical.width)
    let y = Self.corner(canonical.height)
    crops = [(x, y), (canonical.width - side - x, canonical.height - side - y)].map { x, y in
      canonical.cropped(x: x, y: y, width: side, height: side)
    }
  }

  /// Reduces a short side above 512 to 512, and enlarges one below 224 to 224; other images stay unchanged.
  static func canonical(_ pixels: Pixels, level: KernelLevel = .best) -> Pixels {
    let short = min(pixels.width, pixels.height)
    if short > Self.canonicalSide { return scaled(pixels, to: Self.canonicalSide, by: .area, level) }
    return short < Network.side ? scaled(pixels, to: Network.side, by: .bicubic, level) : pixels
  }

  private static func scaled(
    _ pixels: Pixels, to newShort: Int, by filter: Pixels.Filter, _ level: KernelLevel
  ) -> Pixels {
    let size = size(of: pixels.width, pixels.height, scaledTo: newShort)
    return pixels.resized(width: size.width, height: size.height, by: filter, level: level)
  }

  /// Returns the size of an image whose short side becomes `newShort`.
  static func size(of width: Int, _ height: Int, scaledTo newShort: Int) -> (width: Int, height: Int) {
    let factor = Double(newShort) / Double(min(width, height))
    // Without this limit, a strip of one pixel by millions would grow without bound.
    let longest = Double(100 * newShort)
    func scaled(_ side: Int) -> Int {
      max(newShort, Int(min((Double(side) * factor).rounded(.toNearestOrEven), longest)))
    }
    return (scaled(width), scaled(height))
  }

  /// Returns the position of the first crop: its centre is at a quarter of the image if there is room.
  private static func corner(_ side: Int) -> Int {
    side >= 2 * Network.side ? side / 4 - Network.side / 2 : 0
  }
}
