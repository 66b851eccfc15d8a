/// Rates generated pictures as a crowd of people would, offline: EfficientNet-Lite0 and a ridge head fitted to AGIQA-3K.
///
/// The same pixels give the same bits on every run and in every thread. See docs/quality.md for what it can and cannot see.
package struct QualityScorer: Sendable {
  /// Name and version; a change of any number that it computes is a new version.
  package static let id = "efflite0-agiqa/1"

  /// What pictures that are scored at a time share, in bytes: with the rest of the program less than 200 MB.
  package static let usualMemory = 128 << 20

  let budget: DecodeBudget

  /// `memory` is what the pictures that this scorer and its copies hold at a time may take together, unless one goes alone.
  package init(memory: Int = QualityScorer.usualMemory) { budget = DecodeBudget(memory) }

  /// `isThere` says whether the system has so many bytes to give; it is asked before a picture is decoded, while its share
  /// is held.
  package init(memory: Int, isThere: @escaping @Sendable (Int) -> Bool) {
    budget = DecodeBudget(memory, isThere: isThere)
  }

  /// From about 0 to 4; the weights are unpacked when this is first called.
  ///
  /// The pixels must have an area, and as many bytes as it needs; what `ImageDecoder` gives always does.
  package func score(_ pixels: Pixels) -> Double {
    QualityModel.shared.head.score(Self.features(of: pixels))
  }

  /// The whole picture's features, then the mean of the two crops'.
  static func features(of pixels: Pixels) -> [Float] {
    precondition(pixels.isConsistent, "pixels without an area, or with too few bytes")
    let (views, network) = (Views(of: pixels), QualityModel.shared.network)
    var scratch = network.makeScratch()
    let whole = network.features(of: input(views.whole), scratch: &scratch)
    let crops = views.crops.map { network.features(of: input($0), scratch: &scratch) }
    return whole + zip(crops[0], crops[1]).map { ($0 + $1) / 2 }
  }

  private static func input(_ pixels: Pixels) -> [Float] {
    pixels.rgb.map { (Float($0) - 127) / 128 }
  }
}
