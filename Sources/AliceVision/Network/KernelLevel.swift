internal import CVision

/// The instructions that the kernels use; every level computes the same bits.
package enum KernelLevel: CaseIterable, Sendable {
  /// For every processor.
  case plain
  case avx2, avx512

  /// The fastest level of this processor.
  package static let best = allCases.first { $0.number == vision_best_level() } ?? .plain

  package var isAvailable: Bool { vision_has_level(number) != 0 }

  var number: Int32 {
    switch self {
    case .plain: Int32(VISION_PLAIN)
    case .avx2: Int32(VISION_AVX2)
    case .avx512: Int32(VISION_AVX512)
    }
  }
}
