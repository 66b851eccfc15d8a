import AliceTestSupport
import Testing

/// How the tests are compiled. The kernels are always optimised; what paints pictures in the tests is not.
enum Optimisation {
  static let isOn = !_isDebugAssertConfiguration()
}

extension Trait where Self == ConditionTrait {
  static var needsOptimisation: Self {
    .enabled(if: Optimisation.isOn, "compiled without optimisation, the test paints its pictures for minutes")
  }

  /// Skips where the pictures with human scores do not lie beside the checkout.
  static var needsQuality: Self {
    .enabled(if: Fixtures.quality != nil, "no ../shared/quality beside the checkout; ALICE_QUALITY names another place")
  }
}
