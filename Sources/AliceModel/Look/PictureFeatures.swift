/// What a picture shows, as the scorer's network sees it: pictures that look alike have a small angle between them.
public struct PictureFeatures: Sendable, Hashable {
  /// The number of numbers, each of one byte.
  package static let count = 64

  private let numbers: [Int8]

  /// Returns nil for another number of bytes, and for zeros, which have no direction.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == PictureFeatures.count, bytes.contains(where: { $0 != 0 }) else { return nil }
    numbers = bytes.map { Int8(bitPattern: $0) }
  }

  /// Rounds a vector, of which only the direction counts, to bytes. Returns nil if it has none.
  package init?(_ vector: [Float]) {
    let longest = vector.map(abs).max() ?? 0
    guard vector.count == PictureFeatures.count, longest.isFinite, longest > 0 else { return nil }
    numbers = vector.map { Int8(($0 / longest * 127).rounded()) }
  }

  package var bytes: [UInt8] { numbers.map { UInt8(bitPattern: $0) } }

  /// Returns the cosine of the angle between both, from -1 to 1 for the same picture.
  package func likeness(to other: PictureFeatures) -> Double {
    var (product, one, two): (Int32, Int32, Int32) = (0, 0, 0)
    // Each product is at most 128 * 128, so 64 of them fit.
    for index in 0..<PictureFeatures.count {
      let (left, right) = (Int32(numbers[index]), Int32(other.numbers[index]))
      product &+= left &* right
      one &+= left &* left
      two &+= right &* right
    }
    return Double(product) / (Double(one) * Double(two)).squareRoot()
  }
}
