import AliceModel

/// One silhouette of the land and its lighting.
struct MountainLayer {
  /// The height of the crest in each column, in pixels from the top.
  let ridge: [Float]
  private let slope: [Float]
  private let base: Colour
  private let haze: Colour
  private let light: Colour
  private let lean: Float
  /// The strength of texture and light: far layers are smooth.
  private let detail: Float
  /// Snow is above this row.
  private let snowLine: Float
  private let softness: Float
  private let mist: Float
  private let reach: Float

  /// Returns four to six ranges of mountains, the nearest first.
  static func range(
    palette: LandPalette, width: Int, height: Int, horizon: Float, numbers: inout SplitMix64
  ) -> [MountainLayer] {
    let count = 4 + Int(numbers.next() % 3)
    let far = (0..<count).map { index in
      let nearness = Float(index) / Float(count - 1)
      let noise = ValueNoise(seed: UInt32(truncatingIfNeeded: numbers.next()))
      let size = Float(min(width, height))
      let frequency = numbers.float(in: 1.3..<2.1) * (1 + nearness * 0.7) / size
      let rise = size * (0.34 - 0.24 * nearness) * numbers.float(in: 0.8..<1.25)
      let foot = horizon + size * (-0.05 + 0.16 * nearness)
      let ridge = (0..<width).map { column in
        let x = Float(column) * frequency
        let swell = noise.fractal(x * 0.5, 3.7, octaves: 2)
        return foot - rise * (0.25 + 1.1 * swell * noise.ridged(x, octaves: 7))
      }
      return MountainLayer(
        ridge: ridge, nearness: nearness, palette: palette, size: size,
        snowLine: nearness < 0.7 ? foot - rise * (1.05 - 0.85 * palette.snow) : -size)
    }
    return far.reversed()
  }

  /// Returns a dark rise at the lower edge, with or without conifers; sometimes nil.
  static func foreground(
    palette: LandPalette, width: Int, height: Int, hasTrees: Bool, numbers: inout SplitMix64
  ) -> MountainLayer? {
    guard hasTrees || numbers.chance(0.5) else { return nil }
    let size = Float(min(width, height))
    let noise = ValueNoise(seed: UInt32(truncatingIfNeeded: numbers.next()))
    let frequency = numbers.float(in: 0.8..<1.6) / size
    var ridge = (0..<width).map { column in
      Float(height) - size * (0.02 + 0.15 * noise.fractal(Float(column) * frequency, 0.5, octaves: 5))
    }
    if hasTrees { Conifers.plant(on: &ridge, size: size, numbers: &numbers) }
    return MountainLayer(ridge: ridge, nearness: 1.25, palette: palette, size: size, snowLine: -size)
  }

  private init(ridge: [Float], nearness: Float, palette: LandPalette, size: Float, snowLine: Float) {
    self.ridge = ridge
    let step = max(1, Int(size) / 200)
    slope = ridge.indices.map { column in
      let rise = ridge[min(column + step, ridge.count - 1)] - ridge[max(column - step, 0)]
      return nearness > 1 ? 0 : rise / Float(2 * step) * palette.lightSide
    }
    base = palette.farLand.mixed(with: palette.nearLand, min(nearness, 1)).scaled(by: nearness > 1 ? 0.7 : 1)
    haze = palette.horizon.mixed(with: palette.farLand, 0.35)
    light = palette.disc
    lean = palette.lightSide * 0.6
    detail = nearness > 1 ? 0.6 : 0.35 + nearness * 0.65
    self.snowLine = palette.snow > 0.1 ? snowLine : -size
    softness = size * 0.004
    mist = nearness > 1 ? 0 : palette.mist * (1 - 0.6 * nearness)
    reach = size * (0.10 + 0.10 * nearness)
  }

  @inline(__always)
  func colour(_ x: Int, _ y: Int, texture: Float) -> Colour {
    let depth = max(0, Float(y) - ridge[x])
    // Spurs run diagonally down from the crest and fade out.
    let rough = texture - 0.5
    let along = min(max(x + Int(depth * lean + rough * reach * 1.6), 0), slope.count - 1)
    let spur = slope[along] * 0.9 / (1 + depth / (reach * 0.7))
    let facing = min(max(spur + rough * 2.4, -1), 1)
    var colour = base.scaled(by: 1 + rough * 0.7 * detail)
    let snow = min(max((snowLine - Float(y)) / softness * 0.1 + rough * 9 + spur * 1.2, 0), 1)
    if snow > 0, snowLine > 0 { colour = colour.mixed(with: haze.mixed(with: .white, 0.55), snow * 0.85) }
    colour = colour.mixed(with: light, max(0, facing) * 0.20 * detail)
    colour = colour.scaled(by: 1 + min(0, facing) * 0.34 * detail)
    return colour.mixed(with: haze, min(depth / reach, 1) * mist)
  }
}

/// Silhouettes of conifers along a line.
enum Conifers {
  static func plant(on ridge: inout [Float], size: Float, numbers: inout SplitMix64) {
    let ground = ridge
    var x = -size * 0.02
    while x < Float(ridge.count) {
      let height = size * numbers.float(in: 0.03..<0.10)
      draw(at: x, height: height, over: ground, on: &ridge, numbers: &numbers)
      x += height * numbers.float(in: 0.14..<0.55)
    }
  }

  /// Draws a cone with an edge of branches.
  private static func draw(
    at centre: Float, height: Float, over ground: [Float], on ridge: inout [Float], numbers: inout SplitMix64
  ) {
    let reach = height * 0.24
    let branches = numbers.float(in: 7..<11)
    let first = max(0, Int(centre - reach))
    let last = min(ridge.count - 1, Int(centre + reach))
    guard first <= last else { return }
    let foot = ground[min(max(Int(centre), 0), ground.count - 1)] + height * 0.06
    for column in first...last {
      let away = abs(Float(column) - centre) / reach
      let comb = (away * branches).truncatingRemainder(dividingBy: 1)
      let top = foot - height * (1 - away) * (1 - 0.22 * comb)
      ridge[column] = min(ridge[column], top)
    }
  }
}
