/// EfficientNet-Lite0 up to its last block as a feature extractor; batch normalization is folded into the weights.
struct Network: Sendable {
  /// The side of the square input.
  static let side = 224
  /// The number of values that `features` returns.
  static let featureCount = 1568
  /// The blocks whose channels are summarized by mean and standard deviation.
  private static let tappedBlocks: Set<Int> = [0, 2, 4, 7, 10, 14, 15]

  private let convolutions: [Convolution]
  /// The size of the largest map between two layers.
  private let mapLanes: Int

  /// `layers` holds one layer per line of text. `halfWeights` holds weights and biases layer by layer in little-endian
  /// half precision.
  init(layers: UnsafeRawBufferPointer, halfWeights: UnsafeRawBufferPointer) {
    var convolutions: [Convolution] = []
    var (offset, side) = (0, Self.side)
    for line in String(decoding: layers, as: UTF8.self).split(separator: "\n") {
      guard let layer = Layer(line) else { preconditionFailure("the layers are part of the program") }
      let count = layer.weightCount + layer.outputs
      let weights = Self.floats(halfWeights, from: offset, count: count)
      convolutions.append(Convolution(layer, side: side, weights: weights))
      offset += count
      side = layer.outputSide(side)
    }
    // The layers after the last block are not used.
    let used = convolutions.prefix(1 + (convolutions.lastIndex { $0.layer.endsBlock } ?? 0))
    self.convolutions = Array(used)
    mapLanes = used.map(\.mapLanes).max() ?? 0
  }

  /// Returns space for the maps between layers, which any number of consecutive passes can use.
  func makeScratch() -> [Lanes] {
    [Lanes](repeating: .zero, count: 3 * mapLanes)
  }

  /// Returns the means, then the standard deviations, of the channels of each tapped block.
  ///
  /// The input has `side * side` pixels of red, green and blue, as (v − 127) / 128.
  func features(of input: [Float], scratch: inout [Lanes]) -> [Float] {
    precondition(input.count == Self.side * Self.side * 3 && scratch.count == 3 * mapLanes)
    return scratch.withUnsafeMutableBufferPointer { scratch in
      input.withUnsafeBufferPointer { input in
        guard let maps = scratch.baseAddress, let pixels = input.baseAddress else { return [] }
        return run(pixels, maps: maps)
      }
    }
  }

  /// Uses three maps in turn: a layer's input, its output, and the kept input of a residual block.
  private func run(_ pixels: UnsafePointer<Float>, maps: UnsafeMutablePointer<Lanes>) -> [Float] {
    var features: [Float] = []
    features.reserveCapacity(Self.featureCount)
    var (input, current, kept, block) = (pixels, -1, -1, 0)
    for convolution in convolutions {
      if convolution.layer.residual == .keep { kept = current }
      let next = (0..<3).first { $0 != current && $0 != kept } ?? 0
      let output = maps + next * mapLanes
      convolution.apply(input, to: output)
      if convolution.layer.residual == .add {
        convolution.add(maps + kept * mapLanes, to: output)
        kept = -1
      }
      if convolution.layer.endsBlock {
        if Self.tappedBlocks.contains(block) { convolution.appendStatistics(of: output, to: &features) }
        block += 1
      }
      (input, current) = (Convolution.floats(output), next)
    }
    return features
  }

  private static func floats(_ halves: UnsafeRawBufferPointer, from start: Int, count: Int) -> [Float] {
    precondition((start + count) * 2 <= halves.count, "the weights are part of the program")
    return (start..<start + count).map { index in
      HalfPrecision.float(UInt16(littleEndian: halves.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
    }
  }
}
