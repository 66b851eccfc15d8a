/// The number of channels that one step of a kernel computes. Every channel count of the network is a multiple of
/// eight.
typealias Lanes = SIMD8<Float>

extension Lanes {
  /// Returns groups of eight; an incomplete last group is dropped.
  static func grouped(_ numbers: some Collection<Float>) -> [Lanes] {
    let numbers = Array(numbers)
    return stride(from: 0, to: numbers.count - scalarCount + 1, by: scalarCount).map { start in
      Lanes(numbers[start..<start + scalarCount])
    }
  }

  /// Applies ReLU6 if `isActivated`.
  @inline(__always)
  func activated(_ isActivated: Bool) -> Lanes {
    guard isActivated else { return self }
    let floored = replacing(with: Lanes(repeating: 0), where: self .< Lanes(repeating: 0))
    return floored.replacing(with: Lanes(repeating: 6), where: floored .> Lanes(repeating: 6))
  }
}
