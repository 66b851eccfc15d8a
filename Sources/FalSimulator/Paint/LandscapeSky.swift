import AliceModel

/// A sky with a gradient, clouds, the sun or the moon with its glow, and stars at night.
struct LandscapeSky {
  let palette: LandPalette
  let clouds: CoarseField
  private let horizon: Float
  private let discX: Float
  private let discY: Float
  private let radius: Float
  private let isNight: Bool
  private let cloudiness: Float
  private let starSeed: UInt32

  init(
    daylight: Daylight, palette: LandPalette, width: Int, height: Int, horizon: Float, numbers: inout SplitMix64
  ) {
    self.palette = palette
    self.horizon = horizon
    let size = Float(min(width, height))
    isNight = daylight == .night
    discX = Float(width) * palette.discPlace
    discY = horizon * (1 - numbers.float(in: daylight.discHeight))
    radius = size * (isNight ? numbers.float(in: 0.025..<0.045) : numbers.float(in: 0.03..<0.055))
    cloudiness = numbers.float(in: 0.15..<0.75) * (isNight ? 0.35 : 1)
    let noise = ValueNoise(seed: UInt32(truncatingIfNeeded: numbers.next()))
    let frequency = numbers.float(in: 2.2..<4) / size
    clouds = CoarseField(width: width, height: height, step: max(1, Int(size) / 160)) { x, y in
      // Clouds become flatter towards the horizon.
      let rise = 1 + 2.5 * max(0, y / horizon)
      return noise.fractal(x * frequency, y * frequency * rise, octaves: 5)
    }
    starSeed = UInt32(truncatingIfNeeded: numbers.next())
  }

  @inline(__always)
  func colour(_ x: Int, _ y: Int, cloud: Float) -> Colour {
    let height = min(Float(y) / horizon, 1)
    var colour =
      height < 0.6
      ? palette.skyTop.mixed(with: palette.skyMiddle, height / 0.6)
      : palette.skyMiddle.mixed(with: palette.horizon, (height - 0.6) / 0.4)
    if isNight { colour = colour.adding(.white, star(x, y) * (1 - height)) }
    let acrossX = Float(x) - discX
    let acrossY = Float(y) - discY
    let distance = (acrossX * acrossX + acrossY * acrossY).squareRoot()
    let glow = radius / (distance + radius)
    colour = colour.mixed(with: palette.disc, min(glow * glow * (isNight ? 0.35 : 0.9), 1))
    let disc = min(max((radius - distance) * 0.7 + 0.5, 0), 1)
    colour = colour.mixed(with: palette.disc, disc)
    let veil = min(max((cloud - 0.52) * 3.4, 0), 1) * cloudiness * (1 - 0.55 * disc)
    return colour.mixed(with: palette.horizon.mixed(with: .white, isNight ? 0 : 0.35), veil)
  }

  @inline(__always)
  private func star(_ x: Int, _ y: Int) -> Float {
    let random = ValueNoise.hash(Int32(truncatingIfNeeded: x), Int32(truncatingIfNeeded: y), starSeed)
    guard random & 0x1FF == 0 else { return 0 }
    return 0.35 + 0.65 * Float((random >> 10) & 0xFF) / 255
  }
}
