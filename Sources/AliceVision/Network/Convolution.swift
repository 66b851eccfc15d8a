/// A layer with its weights, for maps of one size.
///
/// Maps store the channels of a pixel contiguously, then columns, then rows.
struct Convolution: Sendable {
  let layer: Layer
  /// The side of the square input map.
  let side: Int
  /// The side of the square output map.
  let outputSide: Int
  let padding: Int
  /// The weights in the order in which the kernel reads them.
  let weights: [Lanes]
  let biases: [Lanes]

  /// `weights` are in the model's own order, followed by the biases.
  init(_ layer: Layer, side: Int, weights: [Float]) {
    self.layer = layer
    self.side = side
    outputSide = layer.outputSide(side)
    padding = layer.padding(side)
    biases = Lanes.grouped(weights[layer.weightCount...])
    let own = Lanes.grouped(weights[..<layer.weightCount])
    self.weights = layer.kind == .pointwise ? Self.panels(own, inputs: layer.inputs, outputs: layer.outputs) : own
  }

  /// The number of channel groups of one output pixel.
  var outputLanes: Int { layer.outputs / Lanes.scalarCount }
  /// The number of channel groups in the whole output.
  var mapLanes: Int { outputSide * outputSide * outputLanes }

  /// `input` is that of the network for the first layer, else the output of the previous layer.
  func apply(_ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Lanes>) {
    weights.withUnsafeBufferPointer { weights in
      biases.withUnsafeBufferPointer { biases in
        guard let weights = weights.baseAddress, let biases = biases.baseAddress else { return }
        switch layer.kind {
        case .stem: stem(input, to: output, weights: weights, biases: biases)
        case .depthwise: depthwise(Self.lanes(input), to: output, weights: weights, biases: biases)
        case .pointwise: pointwise(input, to: output, weights: weights, biases: biases)
        }
      }
    }
  }

  /// Adds a map of the output's size.
  func add(_ other: UnsafePointer<Lanes>, to output: UnsafeMutablePointer<Lanes>) {
    for index in 0..<mapLanes { output[index] += other[index] }
  }

  /// Reverses `floats`; maps are always made of lanes.
  private static func lanes(_ floats: UnsafePointer<Float>) -> UnsafePointer<Lanes> {
    UnsafeRawPointer(floats).assumingMemoryBound(to: Lanes.self)
  }

  /// Returns the numbers of a map as single floats.
  static func floats(_ lanes: UnsafePointer<Lanes>) -> UnsafePointer<Float> {
    UnsafeRawPointer(lanes).assumingMemoryBound(to: Float.self)
  }
}
