import AliceModel

/// The linear map from activations of the scorer's network to few numbers, in which pictures of one prompt differ little.
///
/// `docs/make-likeness` computes it.
struct FeatureProjection: Sendable {
  /// The activations that are used: those of the whole image, without the first blocks, which see edges and grain.
  private static let used = 320..<Network.featureCount

  private struct Row {
    let scale: Float
    let offset: Float
    let weights: [Int8]
  }

  private let rows: [Row]

  /// Reads, for each of the numbers, a scale and an offset of four bytes each, and a weight of one byte for each
  /// activation that is used.
  init(_ blob: UnsafeRawBufferPointer) {
    let width = 8 + FeatureProjection.used.count
    precondition(blob.count == PictureFeatures.count * width, "the table is part of the program")
    rows = (0..<PictureFeatures.count).map { row in
      func number(_ offset: Int) -> Float {
        let bits = blob.loadUnaligned(fromByteOffset: row * width + offset, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
      let weights = blob[(row * width + 8)..<((row + 1) * width)].map { Int8(bitPattern: $0) }
      return Row(scale: number(0), offset: number(4), weights: weights)
    }
  }

  /// Returns nil if the activations, which are standardized, have no direction.
  func features(of activations: [Float]) -> PictureFeatures? {
    let used = activations[FeatureProjection.used]
    return PictureFeatures(
      rows.map { row in
        var sum: Float = 0
        for (activation, weight) in zip(used, row.weights) { sum += activation * Float(weight) }
        return sum * row.scale + row.offset
      })
  }
}
