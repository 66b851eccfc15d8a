internal import CVision

/// EfficientNet-Lite0 up to its last block as a feature extractor; batch normalization is folded into the weights.
struct Network: Sendable {
  /// The side of the square input.
  static let side = 224
  /// The number of values that `features` returns.
  static let featureCount = 1568
  /// The blocks whose channels are summarized by mean and standard deviation.
  private static let tappedBlocks: Set<Int> = [0, 2, 4, 7, 10, 14, 15]

  private let blocks: [vision_block]
  private let weights: AlignedFloats
  /// The floats of the largest map, a multiple of 16.
  private let mapFloats: Int
  private let scratchFloats: Int

  /// `layers` holds one layer per line of text. `halfWeights` holds weights and biases layer by layer in little-endian
  /// half precision.
  init(layers: UnsafeRawBufferPointer, halfWeights: UnsafeRawBufferPointer) {
    let plan = NetworkPlan(layers: layers, side: Self.side)
    weights = plan.unpack(halfWeights)
    (blocks, mapFloats, scratchFloats) = (plan.blocks, plan.map, plan.scratch)
  }

  /// The floats of scratch: two maps between blocks and those inside, which any number of consecutive passes can use.
  var scratchCount: Int { 2 * mapFloats + scratchFloats }

  /// Returns the means, then the standard deviations, of the channels of each tapped block.
  func features(of image: Pixels, scratch: inout AlignedFloats, level: KernelLevel) -> [Float] {
    precondition(image.width == Self.side && image.height == Self.side && image.isConsistent)
    precondition(scratch.count >= scratchCount)
    return scratch.withFloats { scratch in
      image.rgb.withUnsafeBufferPointer { rgb in
        vision_patches(rgb.baseAddress, Self.side * 3, Self.side, scratch)
      }
      return weights.withFloats { run($0, scratch, level) }
    }
  }

  /// Uses two maps in turn, the first of which holds the patches of the image.
  private func run(
    _ weights: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>, _ level: KernelLevel
  ) -> [Float] {
    var features: [Float] = []
    features.reserveCapacity(Self.featureCount)
    for (index, block) in blocks.enumerated() {
      let (input, output) = (scratch + index % 2 * mapFloats, scratch + (index + 1) % 2 * mapFloats)
      withUnsafePointer(to: block) {
        vision_run_block(level.number, $0, weights, input, output, scratch + 2 * mapFloats)
      }
      if Self.tappedBlocks.contains(index) { Self.summarize(output, of: block, level, into: &features) }
    }
    return features
  }

  private static func summarize(
    _ map: UnsafePointer<Float>, of block: vision_block, _ level: KernelLevel, into features: inout [Float]
  ) {
    let (channels, pixels) = (Int(block.outputs), Int(block.output_side * block.output_side))
    var (means, squares) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    vision_statistics(level.number, map, pixels, channels, &means, &squares)
    features += means.map { Float($0) }
    features += squares.map { Float(($0 / Double(pixels)).squareRoot()) }
  }
}
