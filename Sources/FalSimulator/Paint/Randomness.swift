import AliceModel

extension SplitMix64 {
  /// From `range.lowerBound` up to and without `range.upperBound`.
  mutating func float(in range: Range<Float>) -> Float {
    range.lowerBound + Float(next() >> 40) * 0x1p-24 * (range.upperBound - range.lowerBound)
  }

  mutating func chance(_ probability: Float) -> Bool { float(in: 0..<1) < probability }
}

/// FNV-1a over 64 bits: short, and the same on every machine and in every run, which `Hasher` is not.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init() {}
  init(_ text: String) { combine(text) }
  init(_ bytes: [UInt8]) { combine(bytes) }

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  /// The text and its end, so that ("ab", "c") and ("a", "bc") differ.
  mutating func combine(_ text: String) {
    combine(text.utf8)
    combine(CollectionOfOne(0xFF))
  }

  mutating func combine(_ number: UInt64) {
    combine((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
  }

  /// 16 hex digits.
  var hex: String { hexDigits(value, width: 16) }
}

/// `value` in base 16 with leading zeros.
func hexDigits(_ value: UInt64, width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
