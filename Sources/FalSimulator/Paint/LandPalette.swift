import AliceModel

/// The colours of one landscape: those of its time of day, varied by season and seed.
struct LandPalette {
  let skyTop: Colour
  let skyMiddle: Colour
  let horizon: Colour
  let farLand: Colour
  let nearLand: Colour
  let disc: Colour
  let water: Colour
  /// The amount of snow: 0 for none, 1 for white mountains.
  let snow: Float
  let mist: Float
  /// The side from which the mountains are lit: 1 if the disc is on the right, -1 if it is on the left.
  let lightSide: Float
  let discPlace: Float

  init(words: PromptWords, daylight: Daylight, numbers: inout SplitMix64) {
    let warmth = numbers.float(in: -0.05..<0.05)
    skyTop = daylight.skyTop.tinted(by: warmth)
    skyMiddle = daylight.skyMiddle.tinted(by: warmth * 1.3)
    horizon = daylight.horizon
    disc = daylight.disc
    var near = daylight.nearLand
    if words.isArid { near = near.mixed(with: Colour(0.42, 0.22, 0.10), daylight == .night ? 0.15 : 0.6) }
    if words.isSnowy { near = near.mixed(with: Colour(0.45, 0.52, 0.62), daylight == .night ? 0.2 : 0.45) }
    nearLand = near.tinted(by: numbers.float(in: -0.02..<0.02))
    farLand = daylight.farLand.tinted(by: warmth)
    water = skyTop.mixed(with: nearLand, 0.45)
    snow = words.isSnowy ? 0.95 : (daylight == .sunset || words.isArid ? 0 : numbers.float(in: 0..<0.75))
    mist = words.hasMist ? 0.85 : numbers.float(in: 0.25..<0.6)
    discPlace = numbers.float(in: 0.16..<0.84)
    lightSide = discPlace > 0.5 ? 1 : -1
  }
}
