internal import CVision

/// The blocks of the network, with the places of their weights.
struct NetworkPlan {
  /// A matrix of weights, rows × columns, that the kernels read in panels of columns.
  private struct Matrix {
    let rows: Int
    let columns: Int
    /// The index of the first weight in the model's order, and in that of the kernels.
    let source: Int
    let target: Int
  }

  private(set) var blocks: [vision_block] = []
  private var matrices: [Matrix] = []
  /// The numbers of weights in the model's order, and in that of the kernels with padding.
  private var (sourceCount, targetCount) = (0, 0)
  private var side: Int
  private var block = vision_block()

  /// `layers` holds one layer per line of text. `side` is that of the image.
  init(layers: UnsafeRawBufferPointer, side: Int) {
    self.side = side
    let lines = String(decoding: layers, as: UTF8.self).split(separator: "\n")
    let layers = lines.compactMap { Layer($0) }
    precondition(layers.count == lines.count, "the layers are part of the program")
    // The layers after the last block are not used.
    for layer in layers[...(layers.lastIndex(where: \.endsBlock) ?? 0)] { add(layer) }
  }

  /// The number of floats of scratch that every block can use.
  var scratch: Int { blocks.map { vision_block_scratch([$0]) }.max() ?? 0 }

  /// The number of floats of the largest map between two blocks, or of the patches of the image.
  var map: Int {
    blocks.map { block in
      let (side, output) = (Int(block.side), Int(block.output_side))
      return max(side * side * Self.padded(Int(block.inputs)), output * output * Self.padded(Int(block.outputs)))
    }.max() ?? 0
  }

  /// Returns the weights for the kernels; `halves` are little-endian, layer by layer, with the biases after the weights
  /// of each.
  func unpack(_ halves: UnsafeRawBufferPointer, level: KernelLevel = .best) -> AlignedFloats {
    precondition(sourceCount * 2 <= halves.count, "the weights are part of the program")
    return AlignedFloats(count: targetCount) { target in
      guard let source = halves.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
      for matrix in matrices {
        vision_unpack(level.number, source + matrix.source * 2, matrix.rows, matrix.columns, target + matrix.target)
      }
    }
  }

  private mutating func add(_ layer: Layer) {
    // The kernels of single channels need no panels, for their channels need no padding.
    let weights =
      layer.kind == .depthwise
      ? place(1, layer.weightsPerOutput * layer.outputs) : place(layer.weightsPerOutput, layer.outputs)
    let biases = place(1, layer.outputs)
    switch layer.kind {
    case .stem:
      side = layer.outputSide(side)
      expand(layer, weights, biases)
    case .depthwise:
      (block.kernel, block.stride) = (Int32(layer.kernel), Int32(layer.stride))
      block.padding = Int32(layer.padding(side))
      (block.kernel_weights, block.kernel_biases) = (weights, biases)
      side = layer.outputSide(side)
    case .pointwise:
      if layer.isActivated { expand(layer, weights, biases) } else { project(layer, weights, biases) }
    }
  }

  private mutating func expand(_ layer: Layer, _ weights: Int32, _ biases: Int32) {
    (block.side, block.inputs, block.channels) = (Int32(side), Int32(layer.weightsPerOutput), Int32(layer.outputs))
    (block.expand_weights, block.expand_biases) = (weights, biases)
  }

  private mutating func project(_ layer: Layer, _ weights: Int32, _ biases: Int32) {
    (block.output_side, block.outputs) = (Int32(side), Int32(layer.outputs))
    (block.project_weights, block.project_biases) = (weights, biases)
    block.adds_input = layer.residual == .add ? 1 : 0
    block.band = Self.band(side)
    precondition(vision_block_scratch([block]) > 0, "the layers are part of the program")
    blocks.append(block)
  }

  /// The rows of a band: few enough for the second-level cache, and enough to read the weights seldom.
  private static func band(_ side: Int) -> Int32 { side > 28 ? 2 : side > 14 ? 4 : 7 }

  /// Returns the place of the next matrix for the kernels.
  private mutating func place(_ rows: Int, _ columns: Int) -> Int32 {
    let target = targetCount
    matrices.append(Matrix(rows: rows, columns: columns, source: sourceCount, target: target))
    sourceCount += rows * columns
    targetCount += rows * Self.padded(columns)
    return Int32(target)
  }

  private static func padded(_ channels: Int) -> Int {
    let lanes = Int(VISION_LANES)
    return (channels + lanes - 1) / lanes * lanes
  }
}
