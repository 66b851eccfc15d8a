/// The linear model from activations to a score: each activation is standardized, clipped and weighted.
struct RidgeHead: Sendable {
  private let means: [Float]
  private let deviations: [Float]
  private let weights: [Float]
  private let bias: Float

  /// Reads three columns of 3,136 numbers and the bias; the rest is not used.
  init(_ blob: UnsafeRawBufferPointer) {
    let count = 2 * Network.featureCount
    precondition(blob.count >= (3 * count + 1) * 4, "the head is part of the program")
    func number(_ index: Int) -> Float {
      Float(bitPattern: UInt32(littleEndian: blob.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
    }
    means = (0..<count).map { number($0) }
    deviations = (0..<count).map { number(count + $0) }
    weights = (0..<count).map { number(2 * count + $0) }
    bias = number(3 * count)
  }

  func score(_ features: [Float]) -> Double {
    var score = Double(bias)
    for index in features.indices { score += Double(standardized(features[index], index)) * Double(weights[index]) }
    return score
  }

  /// Returns the activations on the scale on which they are weighted.
  func standardized(_ features: [Float]) -> [Float] { features.indices.map { standardized(features[$0], $0) } }

  private func standardized(_ feature: Float, _ index: Int) -> Float {
    min(max((feature - means[index]) / deviations[index], -6), 6)
  }
}
