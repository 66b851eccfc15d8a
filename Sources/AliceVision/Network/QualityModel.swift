import AliceModel
import CScorerWeights
internal import CVision

/// The scorer's network and head, unpacked once per process.
struct QualityModel: Sendable {
  let network: Network
  let head: RidgeHead
  let scratch: ScratchPool
  let projection: FeatureProjection

  static let shared = QualityModel()

  private init() {
    network = Network(layers: bytes(scorer_layers()), halfWeights: bytes(scorer_weights()))
    scratch = ScratchPool(count: network.scratchCount)
    head = RidgeHead(bytes(scorer_head()))
    let table = vision_likeness()
    projection = FeatureProjection(UnsafeRawBufferPointer(start: table.bytes, count: table.count))
  }

  /// Returns what an image shows of which the network has these activations; nil if that has no direction.
  func features(of activations: [Float]) -> PictureFeatures? {
    projection.features(of: head.standardized(activations))
  }
}

private func bytes(_ blob: scorer_blob) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: blob.bytes, count: blob.count)
}
