extension Convolution {
  private typealias Wide = SIMD8<Double>

  /// Appends the mean of each channel, then the population standard deviation of each.
  func appendStatistics(of map: UnsafePointer<Lanes>, to features: inout [Float]) {
    let (groups, pixels) = (outputLanes, outputSide * outputSide)
    var means = [Wide](repeating: .zero, count: groups)
    for pixel in 0..<pixels {
      for group in 0..<groups { means[group] += Wide(map[pixel * groups + group]) }
    }
    for group in 0..<groups { means[group] /= Wide(repeating: Double(pixels)) }
    var squares = [Wide](repeating: .zero, count: groups)
    for pixel in 0..<pixels {
      for group in 0..<groups {
        let distance = Wide(map[pixel * groups + group]) - means[group]
        squares[group] += distance * distance
      }
    }
    for mean in means { features += (0..<Wide.scalarCount).map { Float(mean[$0]) } }
    for square in squares {
      features += (0..<Wide.scalarCount).map { Float((square[$0] / Double(pixels)).squareRoot()) }
    }
  }
}
