import CScorerWeights

/// The scorer's network and head, unpacked once per process.
struct QualityModel: Sendable {
  let network: Network
  let head: RidgeHead
  let scratch: ScratchPool

  static let shared = QualityModel()

  private init() {
    network = Network(layers: bytes(scorer_layers()), halfWeights: bytes(scorer_weights()))
    scratch = ScratchPool(count: network.scratchCount)
    head = RidgeHead(bytes(scorer_head()))
  }
}

private func bytes(_ blob: scorer_blob) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: blob.bytes, count: blob.count)
}
