/// Smooth noise: random values on a lattice with cubic interpolation.
struct ValueNoise {
  let seed: UInt32

  /// Returns a value from 0 to 1.
  func at(_ x: Float, _ y: Float) -> Float {
    let left = x.rounded(.down)
    let top = y.rounded(.down)
    let column = Int32(left)
    let row = Int32(top)
    let across = ValueNoise.ease(x - left)
    let upper = lattice(column, row) + (lattice(column &+ 1, row) - lattice(column, row)) * across
    let lower =
      lattice(column, row &+ 1) + (lattice(column &+ 1, row &+ 1) - lattice(column, row &+ 1)) * across
    return upper + (lower - upper) * ValueNoise.ease(y - top)
  }

  /// Returns the sum of octaves of halving amplitude and doubling frequency, from 0 to 1.
  func fractal(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var sum: Float = 0
    var total: Float = 0
    var weight: Float = 1
    var scale: Float = 1
    for octave in 0..<octaves {
      let shift = Float(octave) * 17.3
      sum += at(x * scale + shift, y * scale - shift) * weight
      total += weight
      weight *= 0.5
      scale *= 2
    }
    return sum / total
  }

  /// Returns noise with sharp crests, like mountains, from 0 to 1.
  func ridged(_ x: Float, octaves: Int) -> Float {
    var sum: Float = 0
    var total: Float = 0
    var weight: Float = 1
    var scale: Float = 1
    for octave in 0..<octaves {
      let fold = 1 - abs(2 * at(x * scale + Float(octave) * 31.7, Float(octave) * 7.1) - 1)
      sum += fold * fold * weight
      total += weight
      weight *= 0.48
      scale *= 2.1
    }
    return sum / total
  }

  private func lattice(_ column: Int32, _ row: Int32) -> Float {
    Float(ValueNoise.hash(column, row, seed) >> 8) * 0x1p-24
  }

  /// Returns one random number for each cell of a plane.
  @inline(__always)
  static func hash(_ column: Int32, _ row: Int32, _ seed: UInt32) -> UInt32 {
    var mixed = UInt32(bitPattern: column) &* 0x85EB_CA6B
    mixed = (mixed ^ (mixed >> 15)) &+ UInt32(bitPattern: row) &* 0xC2B2_AE35 &+ seed &* 0x27D4_EB2F
    mixed = (mixed ^ (mixed >> 13)) &* 0x9E37_79B1
    mixed = (mixed ^ (mixed >> 16)) &* 0x85EB_CA77
    return mixed ^ (mixed >> 14)
  }

  @inline(__always)
  private static func ease(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}

/// A smooth function that is computed on a coarse grid and interpolated row by row, which makes noise cheap.
struct CoarseField {
  private let columns: Int
  private let step: Float
  private let values: [Float]

  /// `step` is the distance between two points of the grid, in pixels.
  init(width: Int, height: Int, step: Int, value: (Float, Float) -> Float) {
    let columns = width / step + 2
    let rows = height / step + 2
    self.columns = columns
    self.step = Float(step)
    values = (0..<(columns * rows)).map { value(Float($0 % columns * step), Float($0 / columns * step)) }
  }

  /// Fills `row` with the values of the line `y`; a line outside the field is clamped.
  func read(line y: Int, into row: inout [Float]) {
    let place = max(0, Float(y)) / step
    let top = min(Int(place), values.count / columns - 2)
    let down = min(max(place - Float(top), 0), 1)
    let line = (0..<columns).map { column in
      let upper = values[top * columns + column]
      return upper + (values[(top + 1) * columns + column] - upper) * down
    }
    for x in row.indices {
      let place = Float(x) / step
      let left = Int(place)
      row[x] = line[left] + (line[left + 1] - line[left]) * (place - Float(left))
    }
  }
}
