/// Predicts offline how people rate generated images: EfficientNet-Lite0 with a ridge regression fitted to AGIQA-3K.
///
/// The same pixels yield the same bits on every run and in every thread. docs/quality.md describes what the scorer can
/// and cannot see.
package struct QualityScorer: Sendable {
  /// The name and version. Any change of a computed number is a new version.
  package static let id = "efflite0-agiqa/1"

  /// The memory in bytes that concurrently scored images share: with the rest of the program it is less than 200 MB on
  /// few cores.
  package static let usualMemory = DecodeBudget.usual

  let budget: DecodeBudget

  /// `memory` is the maximum that the images of this scorer and its copies may use together, except for one that runs
  /// alone.
  package init(memory: Int = QualityScorer.usualMemory) { budget = DecodeBudget(memory) }

  /// `isThere` returns whether the system can provide a number of bytes. It is called before an image is decoded, while
  /// its share is reserved.
  package init(memory: Int, isAvailable: @escaping @Sendable (Int) -> Bool) {
    budget = DecodeBudget(memory, isAvailable: isAvailable)
  }

  /// Returns a score from about 0 to 4. The first call unpacks the weights.
  ///
  /// The pixels must have a nonzero area and the matching number of bytes, as those of `ImageDecoder` always do.
  package func score(_ pixels: Pixels) -> Double { score(pixels, level: .best) }

  /// Returns the same score with other instructions, which the processor must have.
  package func score(_ pixels: Pixels, level: KernelLevel) -> Double {
    score(pixels, level: level, copy: nil)
  }

  /// Returns the score, and tells what the image shows.
  func score(_ pixels: Pixels, level: KernelLevel = .best, copy: SmallCopy?) -> Double {
    let features = Self.features(of: pixels, level: level)
    copy?.take { features }
    return QualityModel.shared.head.score(features)
  }

  /// Returns the features of the whole image, then the mean of those of the two crops.
  package static func features(of pixels: Pixels, level: KernelLevel) -> [Float] {
    precondition(pixels.isConsistent, "pixels without an area, or with too few bytes")
    precondition(level.isAvailable, "instructions that the processor does not have")
    let (views, model) = (Views(of: pixels, level: level), QualityModel.shared)
    let (whole, crops) = model.scratch.lending { scratch in
      func features(_ view: Pixels) -> [Float] { model.network.features(of: view, scratch: &scratch, level: level) }
      return (features(views.whole), views.crops.map(features))
    }
    return whole + zip(crops[0], crops[1]).map { ($0 + $1) / 2 }
  }
}
