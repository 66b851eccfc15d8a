/// One convolution of the network, with its weights in the order in which its kernel reads them.
struct Layer: Sendable {
  enum Kind: Int {
    case stem, depthwise, pointwise
  }

  /// What happens with the input of a residual block.
  enum Residual: Int {
    case none
    /// What was kept is added to this layer's output.
    case add
    /// This layer's input is kept.
    case keep
  }

  let kind: Kind
  /// Side of the square kernel.
  let kernel: Int
  let stride: Int
  let inputs: Int
  let outputs: Int
  /// ReLU6 after the convolution; a projection at the end of a block has none.
  let isActivated: Bool
  let residual: Residual

  /// From a line of seven numbers: kind, kernel, stride, inputs, outputs, activation, residual.
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

  /// Without the biases.
  var weightCount: Int {
    switch kind {
    case .stem: kernel * kernel * inputs * outputs
    case .depthwise: kernel * kernel * outputs
    case .pointwise: inputs * outputs
    }
  }

  var endsBlock: Bool { kind == .pointwise && !isActivated }

  /// Side of the output for an input of side `side`.
  func outputSide(_ side: Int) -> Int { (side + stride - 1) / stride }

  /// Rows and columns of zeros before the first: the smaller half of what TensorFlow's SAME needs in all.
  func padding(_ side: Int) -> Int {
    max((outputSide(side) - 1) * stride + kernel - side, 0) / 2
  }
}
