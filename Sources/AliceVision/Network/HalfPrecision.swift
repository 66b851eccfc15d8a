/// Decodes IEEE 754 half precision in software, because not every x86-64 toolchain has `Float16`.
enum HalfPrecision {
  /// Returns the exact value of every finite number, including subnormal ones.
  static func float(_ bits: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13)
    // The exponents of the two formats have biases of 15 and 127; multiplying by 2^112 also normalizes subnormals.
    let scaled = magnitude * Float(bitPattern: (112 + 127) << 23)
    return bits & 0x8000 == 0 ? scaled : -scaled
  }
}
