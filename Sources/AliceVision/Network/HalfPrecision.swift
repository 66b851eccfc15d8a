/// IEEE 754 half precision, decoded by hand: not every x86-64 toolchain has `Float16`.
enum HalfPrecision {
  /// Exact for every finite number, the subnormal ones too.
  static func float(_ bits: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13)
    // The exponents of the two formats are biased by 15 and 127; multiplying by 2^112 also normalises subnormals.
    let scaled = magnitude * Float(bitPattern: (112 + 127) << 23)
    return bits & 0x8000 == 0 ? scaled : -scaled
  }
}
