import AliceModel

/// Layers of mountains under a sky, with water, mist and trees depending on the prompt or the seed.
struct Landscape {
  private let size: Float
  private let horizon: Float
  /// The first row of water; the height of the picture if there is none.
  private let shore: Int
  private let sky: LandscapeSky
  private let layers: [MountainLayer]
  private let foreground: MountainLayer?
  private let rock: CoarseField
  private let ripples: ValueNoise

  init(words: PromptWords, width: Int, height: Int, numbers: inout SplitMix64) {
    let daylight = words.daylight ?? [.dawn, .morning, .day, .sunset][Int(numbers.next() % 4)]
    let palette = LandPalette(words: words, daylight: daylight, numbers: &numbers)
    size = Float(min(width, height))
    horizon = Float(height) * numbers.float(in: 0.56..<0.68)
    let hasWater = words.hasWater || numbers.chance(0.25)
    shore = hasWater ? Int(horizon + Float(height) * numbers.float(in: 0.04..<0.09)) : height
    sky = LandscapeSky(
      daylight: daylight, palette: palette, width: width, height: height, horizon: horizon, numbers: &numbers)
    layers = MountainLayer.range(
      palette: palette, width: width, height: height, horizon: horizon, numbers: &numbers)
    foreground = MountainLayer.foreground(
      palette: palette, width: width, height: height, hasTrees: words.hasTrees || numbers.chance(0.5),
      numbers: &numbers)
    let stone = ValueNoise(seed: UInt32(truncatingIfNeeded: numbers.next()))
    let grain = 26 / size
    rock = CoarseField(width: width, height: height, step: max(1, Int(size) / 300)) { x, y in
      stone.fractal(x * grain + y * grain * 0.5, y * grain * 0.7 - x * grain * 0.2, octaves: 4)
    }
    ripples = ValueNoise(seed: UInt32(truncatingIfNeeded: numbers.next()))
  }

  func paint(on canvas: inout Canvas) {
    var texture = [Float](repeating: 0, count: canvas.width)
    var clouds = texture
    for y in 0..<min(shore, canvas.height) {
      sky.clouds.read(line: y, into: &clouds)
      rock.read(line: y, into: &texture)
      for x in 0..<canvas.width {
        canvas.set(x, y, land(x, y, texture: texture[x], cloud: clouds[x]))
      }
    }
    paintWater(on: &canvas)
    paintForeground(on: &canvas)
  }

  /// Returns the colour of the nearest layer that covers the pixel, with soft edges; behind all layers is the sky.
  private func land(_ x: Int, _ y: Int, texture: Float, cloud: Float) -> Colour {
    var colour = Colour.black
    var unseen: Float = 1
    for layer in layers {
      let cover = min(max(Float(y) - layer.ridge[x] + 0.5, 0), 1)
      guard cover > 0 else { continue }
      colour = colour.adding(layer.colour(x, y, texture: texture), unseen * cover)
      unseen *= 1 - cover
      if unseen < 0.004 { return colour }
    }
    return colour.adding(sky.colour(x, y, cloud: cloud), unseen)
  }

  /// Paints a mirror image of the picture above the shore, distorted by waves that grow towards the viewer.
  private func paintWater(on canvas: inout Canvas) {
    guard shore < canvas.height else { return }
    let tint = sky.palette.water
    for y in shore..<canvas.height {
      let depth = Float(y - shore) / Float(max(1, canvas.height - shore))
      let wave = 26 / (size * (0.12 + depth))
      for x in 0..<canvas.width {
        let ripple = ripples.at(Float(x) * wave * 0.35, Float(y) * wave * 2.2) - 0.5
        let mirrored = 2 * shore - y - 1 + Int(ripple * (0.01 + 0.05 * depth) * size)
        let seen = canvas.colour(x + Int(ripple * 0.012 * size), min(mirrored, shore - 1))
        canvas.set(x, y, seen.mixed(with: tint, 0.22 + 0.34 * depth).scaled(by: 0.94 + ripple * 0.16))
      }
    }
  }

  private func paintForeground(on canvas: inout Canvas) {
    guard let foreground else { return }
    var texture = [Float](repeating: 0, count: canvas.width)
    let top = foreground.ridge.min() ?? Float(canvas.height)
    for y in max(0, Int(top))..<canvas.height {
      rock.read(line: y, into: &texture)
      for x in 0..<canvas.width {
        let cover = min(max(Float(y) - foreground.ridge[x] + 0.5, 0), 1)
        guard cover > 0 else { continue }
        canvas.set(x, y, canvas.colour(x, y).mixed(with: foreground.colour(x, y, texture: texture[x]), cover))
      }
    }
  }
}
