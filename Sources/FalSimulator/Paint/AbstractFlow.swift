import AliceModel

/// Flowing bands of colour, for prompts that name no landscape.
struct AbstractFlow {
  private let swirl: CoarseField
  private let drift: CoarseField
  private let palette: [Colour]
  private let bands: Float
  private let tilt: Float
  private let size: Float

  init(width: Int, height: Int, numbers: inout SplitMix64) {
    let noise = ValueNoise(seed: UInt32(truncatingIfNeeded: numbers.next()))
    let other = ValueNoise(seed: UInt32(truncatingIfNeeded: numbers.next()))
    let size = Float(max(width, height))
    let frequency = numbers.float(in: 1.6..<3.2) / size
    let step = max(1, Int(size) / 256)
    swirl = CoarseField(width: width, height: height, step: step) { x, y in
      noise.fractal(x * frequency, y * frequency, octaves: 4)
    }
    drift = CoarseField(width: width, height: height, step: step) { x, y in
      let bend = noise.fractal(x * frequency + 5, y * frequency + 9, octaves: 3) * 2.4
      return other.fractal(x * frequency * 1.3 + bend, y * frequency * 1.3 - bend, octaves: 5)
    }
    bands = numbers.float(in: 0.7..<1.5)
    tilt = numbers.float(in: -0.7..<0.7)
    palette = AbstractFlow.palette(numbers: &numbers)
    self.size = size
  }

  func paint(on canvas: inout Canvas) {
    var swirls = [Float](repeating: 0, count: canvas.width)
    var drifts = swirls
    var below = swirls
    for y in 0..<canvas.height {
      swirl.read(line: y, into: &swirls)
      drift.read(line: y, into: &drifts)
      drift.read(line: y + 2, into: &below)
      for x in 0..<canvas.width {
        let place = (Float(x) * tilt + Float(y)) / size
        let turn = place * 0.5 + swirls[x] * bands + drifts[x]
        let light = (drifts[x] - below[x]) * size * 0.09
        canvas.set(x, y, shade(turn, light: min(max(light, -0.35), 0.45)))
      }
    }
  }

  private func shade(_ turn: Float, light: Float) -> Colour {
    let place = (turn - turn.rounded(.down)) * Float(palette.count)
    let index = Int(place) % palette.count
    let colour = palette[index].mixed(with: palette[(index + 1) % palette.count], place - place.rounded(.down))
    return light < 0 ? colour.scaled(by: 1 + light) : colour.mixed(with: .white, light)
  }

  /// Returns a cycle of matching colours: neighbours on the colour wheel, alternating dark and light, and one
  /// complementary colour.
  private static func palette(numbers: inout SplitMix64) -> [Colour] {
    let hue = numbers.float(in: 0..<1)
    let spread = numbers.float(in: 0.04..<0.10)
    return [
      Colour(hue: hue, saturation: 0.62, value: 0.22), Colour(hue: hue + spread, saturation: 0.68, value: 0.52),
      Colour(hue: hue + 2 * spread, saturation: 0.50, value: 0.82),
      Colour(hue: hue + 2.5 * spread, saturation: 0.16, value: 0.95),
      Colour(hue: hue + 0.5, saturation: numbers.float(in: 0.35..<0.6), value: 0.78),
      Colour(hue: hue - spread, saturation: 0.55, value: 0.42),
    ]
  }
}
