extension Convolution {
  /// Applies a separate kernel to each channel; weights are [row][column][channel].
  func depthwise(
    _ input: UnsafePointer<Lanes>, to output: UnsafeMutablePointer<Lanes>, weights: UnsafePointer<Lanes>,
    biases: UnsafePointer<Lanes>
  ) {
    let groups = outputLanes
    for y in 0..<outputSide {
      let rows = window(at: y)
      for x in 0..<outputSide {
        let columns = window(at: x)
        let corner = input + ((y * layer.stride - padding) * side + x * layer.stride - padding) * groups
        let target = output + (y * outputSide + x) * groups
        for group in 0..<groups {
          var sum = biases[group]
          for row in rows {
            let (source, weight) = (corner + row * side * groups + group, weights + row * layer.kernel * groups + group)
            var column = columns.lowerBound
            while column < columns.upperBound {
              sum = sum + source[column * groups] * weight[column * groups]
              column += 1
            }
          }
          target[group] = sum.activated(layer.isActivated)
        }
      }
    }
  }
}
