/// As many channels as one step of a kernel computes; every channel count of the network is a multiple of eight.
typealias Lanes = SIMD8<Float>

extension Lanes {
  /// Groups of eight; a count that is no multiple of eight loses the rest.
  static func grouped(_ numbers: some Collection<Float>) -> [Lanes] {
    let numbers = Array(numbers)
    return stride(from: 0, to: numbers.count - scalarCount + 1, by: scalarCount).map { start in
      Lanes(numbers[start..<start + scalarCount])
    }
  }

  /// ReLU6 where it is asked for.
  @inline(__always)
  func activated(_ isActivated: Bool) -> Lanes {
    guard isActivated else { return self }
    let floored = replacing(with: Lanes(repeating: 0), where: self .< Lanes(repeating: 0))
    return floored.replacing(with: Lanes(repeating: 6), where: floored .> Lanes(repeating: 6))
  }
}
