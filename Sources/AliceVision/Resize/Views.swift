/// What the network looks at: the picture as a whole, and two parts at their own resolution.
struct Views {
  /// What longer short sides are brought down to.
  static let canonicalSide = 512

  let whole: Pixels
  let crops: [Pixels]

  init(of pixels: Pixels) {
    let (canonical, side) = (Self.canonical(pixels), Network.side)
    whole = canonical.resized(width: side, height: side, by: .bicubic)
    let x = Self.corner(canonical.width)
    let y = Self.corner(canonical.height)
    crops = [(x, y), (canonical.width - side - x, canonical.height - side - y)].map { x, y in
      canonical.cropped(x: x, y: y, width: side, height: side)
    }
  }

  /// The short side is brought down to 512, or up to 224; between the two the picture stays as it is.
  static func canonical(_ pixels: Pixels) -> Pixels {
    let short = min(pixels.width, pixels.height)
    if short > Self.canonicalSide { return scaled(pixels, to: Self.canonicalSide, by: .area) }
    return short < Network.side ? scaled(pixels, to: Network.side, by: .bicubic) : pixels
  }

  private static func scaled(_ pixels: Pixels, to newShort: Int, by filter: Pixels.Filter) -> Pixels {
    let size = size(of: pixels.width, pixels.height, scaledTo: newShort)
    return pixels.resized(width: size.width, height: size.height, by: filter)
  }

  /// The sides of a picture whose short side becomes `newShort`.
  static func size(of width: Int, _ height: Int, scaledTo newShort: Int) -> (width: Int, height: Int) {
    let factor = Double(newShort) / Double(min(width, height))
    // A strip of one pixel by millions would grow without bound; no picture is longer than this.
    let longest = Double(100 * newShort)
    func scaled(_ side: Int) -> Int {
      max(newShort, Int(min((Double(side) * factor).rounded(.toNearestOrEven), longest)))
    }
    return (scaled(width), scaled(height))
  }

  /// Where the first crop begins: its centre lies at a quarter of the picture, where there is room.
  private static func corner(_ side: Int) -> Int {
    side >= 2 * Network.side ? side / 4 - Network.side / 2 : 0
  }
}
