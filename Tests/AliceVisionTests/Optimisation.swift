import AliceTestSupport
import Testing

/// How the tests are compiled. Without optimisation the network takes half a minute a picture.
enum Optimisation {
  static let isOn = !_isDebugAssertConfiguration()
  /// As many pictures as a test may score.
  static let affordable = isOn ? 1000 : 1
}

extension Trait where Self == ConditionTrait {
  static var needsOptimisation: Self {
    .enabled(if: Optimisation.isOn, "compiled without optimisation, the scorer takes half a minute a picture")
  }

  /// Skips where the pictures with human scores do not lie beside the checkout.
  static var needsQuality: Self {
    .enabled(if: Fixtures.quality != nil, "no ../shared/quality beside the checkout; ALICE_QUALITY names another place")
  }
}
