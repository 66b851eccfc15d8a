import AliceModel

extension SplitMix64 {
  /// Returns a number in the half-open range.
  mutating func float(in range: Range<Float>) -> Float {
    range.lowerBound + Float(next() >> 40) * 0x1p-24 * (range.upperBound - range.lowerBound)
  }

  mutating func chance(_ probability: Float) -> Bool { float(in: 0..<1) < probability }
}

/// A 64-bit FNV-1a hash: it is short, and unlike `Hasher` it is the same on every machine and in every run.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init() {}
  init(_ text: String) { combine(text) }
  init(_ bytes: [UInt8]) { combine(bytes) }

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  /// Adds the text and a terminator, so that ("ab", "c") and ("a", "bc") differ.
  mutating func combine(_ text: String) {
    combine(text.utf8)
    combine(CollectionOfOne(0xFF))
  }

  mutating func combine(_ number: UInt64) {
    combine((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
  }

  /// The value as 16 hex digits.
  var hex: String { hexDigits(value, width: 16) }
}

/// Returns `value` in base 16 with leading zeros.
func hexDigits(_ value: UInt64, width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
