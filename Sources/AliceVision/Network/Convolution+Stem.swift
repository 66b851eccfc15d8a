extension Convolution {
  /// Computes a full convolution of few input channels; weights are [row][column][input][output].
  func stem(
    _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Lanes>, weights: UnsafePointer<Lanes>,
    biases: UnsafePointer<Lanes>
  ) {
    let (inputs, groups) = (layer.inputs, outputLanes)
    for y in 0..<outputSide {
      let rows = window(at: y)
      for x in 0..<outputSide {
        let columns = window(at: x)
        let corner = input + ((y * layer.stride - padding) * side + x * layer.stride - padding) * inputs
        let target = output + (y * outputSide + x) * groups
        for group in 0..<groups {
          var sum = biases[group]
          for row in rows {
            for column in columns {
              let source = corner + (row * side + column) * inputs
              let weight = weights + (row * layer.kernel + column) * inputs * groups + group
              for index in 0..<inputs {
                // `addProduct` is avoided: without hardware FMA it calls a library function for each number.
                sum = sum + Lanes(repeating: source[index]) * weight[index * groups]
              }
            }
          }
          target[group] = sum.activated(layer.isActivated)
        }
      }
    }
  }

  /// Returns the rows (or columns) of the kernel that lie on the map, for one row (or column) of the output.
  func window(at position: Int) -> Range<Int> {
    let start = position * layer.stride - padding
    return max(0, -start)..<min(layer.kernel, side - start)
  }
}
