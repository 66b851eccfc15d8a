/// The shape of one convolution of the network.
struct Layer: Sendable {
  enum Kind: Int {
    case stem, depthwise, pointwise
  }

  /// The treatment of the input of a residual block.
  enum Residual: Int {
    case none
    /// The kept input is added to this layer's output.
    case add
    /// This layer's input is kept for the end of the block.
    case keep
  }

  let kind: Kind
  /// The side of the square kernel.
  let kernel: Int
  let stride: Int
  let inputs: Int
  let outputs: Int
  /// Whether ReLU6 follows the convolution; the projection at the end of a block has none.
  let isActivated: Bool
  let residual: Residual

  /// Parses a line of seven numbers: kind, kernel, stride, inputs, outputs, activation, residual.
  init?(_ line: some StringProtocol) {
    let numbers = line.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 7, let kind = Kind(rawValue: numbers[0]), let residual = Residual(rawValue: numbers[6])
    else { return nil }
    self.kind = kind
    kernel = numbers[1]
    stride = numbers[2]
    inputs = numbers[3]
    outputs = numbers[4]
    isActivated = numbers[5] == 1
    self.residual = residual
  }

  /// The number of weights that one output of a channel has, without the bias.
  var weightsPerOutput: Int {
    switch kind {
    case .stem: kernel * kernel * inputs
    case .depthwise: kernel * kernel
    case .pointwise: inputs
    }
  }

  /// The number of weights without the biases.
  var weightCount: Int { weightsPerOutput * outputs }

  var endsBlock: Bool { kind == .pointwise && !isActivated }

  /// Returns the side of the output for an input with the side `side`.
  func outputSide(_ side: Int) -> Int { (side + stride - 1) / stride }

  /// Returns the number of zero rows and columns before the first: the smaller half of the total padding of
  /// TensorFlow's SAME.
  func padding(_ side: Int) -> Int {
    max((outputSide(side) - 1) * stride + kernel - side, 0) / 2
  }
}
