extension Convolution {
  /// The number of pixels per call of the inner kernel: with eight channels each, their sums fill the registers.
  private static let tile = 6
  /// The number of input floats that stay in the second-level cache while all weights are applied to them.
  private static let blockFloats = 32_768

  /// Multiplies two matrices, pixels × inputs and inputs × outputs; the weights are in panels.
  func pointwise(
    _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Lanes>, weights: UnsafePointer<Lanes>,
    biases: UnsafePointer<Lanes>
  ) {
    let (pixels, inputs, groups) = (outputSide * outputSide, layer.inputs, outputLanes)
    let block = max(Self.blockFloats / inputs / Self.tile, 1) * Self.tile
    for start in stride(from: 0, to: pixels, by: block) {
      let end = min(start + block, pixels)
      for group in 0..<groups {
        let panel = weights + group * inputs
        var pixel = start
        while pixel + Self.tile <= end {
          multiplySix(input + pixel * inputs, panel, biases[group], to: output + pixel * groups + group)
          pixel += Self.tile
        }
        while pixel < end {
          multiplyOne(input + pixel * inputs, panel, biases[group], to: output + pixel * groups + group)
          pixel += 1
        }
      }
    }
  }

  /// Computes eight channels of six consecutive pixels.
  @inline(__always)
  private func multiplySix(
    _ source: UnsafePointer<Float>, _ panel: UnsafePointer<Lanes>, _ bias: Lanes,
    to target: UnsafeMutablePointer<Lanes>
  ) {
    let (inputs, groups) = (layer.inputs, outputLanes)
    var (sum0, sum1, sum2, sum3, sum4, sum5) = (bias, bias, bias, bias, bias, bias)
    var index = 0
    while index < inputs {
      let (weight, value) = (panel[index], source + index)
      // `addProduct` is avoided: without hardware FMA it calls a library function for each number.
      sum0 = sum0 + Lanes(repeating: value[0]) * weight
      sum1 = sum1 + Lanes(repeating: value[inputs]) * weight
      sum2 = sum2 + Lanes(repeating: value[2 * inputs]) * weight
      sum3 = sum3 + Lanes(repeating: value[3 * inputs]) * weight
      sum4 = sum4 + Lanes(repeating: value[4 * inputs]) * weight
      sum5 = sum5 + Lanes(repeating: value[5 * inputs]) * weight
      index += 1
    }
    let isActivated = layer.isActivated
    target[0] = sum0.activated(isActivated)
    target[groups] = sum1.activated(isActivated)
    target[2 * groups] = sum2.activated(isActivated)
    target[3 * groups] = sum3.activated(isActivated)
    target[4 * groups] = sum4.activated(isActivated)
    target[5 * groups] = sum5.activated(isActivated)
  }

  /// Computes eight channels of one pixel, with the same order of additions, so that the result has the same bits.
  @inline(__always)
  private func multiplyOne(
    _ source: UnsafePointer<Float>, _ panel: UnsafePointer<Lanes>, _ bias: Lanes,
    to target: UnsafeMutablePointer<Lanes>
  ) {
    var (sum, index) = (bias, 0)
    while index < layer.inputs {
      sum = sum + Lanes(repeating: source[index]) * panel[index]
      index += 1
    }
    target[0] = sum.activated(layer.isActivated)
  }

  /// Converts weights from [input][output] to panels of eight outputs, [panel][input].
  static func panels(_ weights: [Lanes], inputs: Int, outputs: Int) -> [Lanes] {
    let groups = outputs / Lanes.scalarCount
    var panels: [Lanes] = []
    panels.reserveCapacity(weights.count)
    for group in 0..<groups {
      for input in 0..<inputs { panels.append(weights[input * groups + group]) }
    }
    return panels
  }
}
