import AliceNumbers
import Testing

/// The operators that apply in a file that imports `AliceNumbers`.
@Suite struct SaturatedTests {
  /// Hides values from the compiler, which refuses an overflow that it can compute.
  private func opaque<Value>(_ value: Value) -> Value { [value].shuffled()[0] }

  @Test func `offsets and sizes that lie end at the largest number, and never before zero`() {
    let (offset, size) = (opaque(UInt64.max - 3), opaque(UInt64(9)))
    #expect(offset + size == .max && size - offset == 0 && offset * size == .max)
    var at = offset
    at += size
    #expect(at == .max)
    at = size
    at -= offset
    #expect(at == 0)
    #expect(opaque(UInt8(200)) + 100 == 255 && opaque(UInt16(2)) - 3 == 0 && opaque(UInt32(1 << 31)) * 2 == .max)
  }

  @Test func `signed numbers end at both sides`() {
    #expect(opaque(Int.max) + 1 == .max && opaque(Int.min) - 1 == .min && opaque(Int.min) + -1 == .min)
    #expect(opaque(Int.max) * -2 == .min && opaque(Int.min) * -2 == .max && -opaque(Int.min) == .max)
    #expect(opaque(Int64.max) + 1 == .max && opaque(Int32.min) - 1 == .min)
    #expect(opaque(Int.min) / -1 == .max && opaque(Int.min) % -1 == 0)
  }

  @Test func `a division by zero is zero`() {
    #expect(opaque(7) / opaque(0) == 0 && opaque(7) % opaque(0) == 0)
    #expect(opaque(UInt64(7)) / opaque(0) == 0 && opaque(UInt64(7)) % opaque(0) == 0)
    var size = opaque(7)
    size /= opaque(0)
    #expect(size == 0)
  }

  @Test func `conversions clamp`() {
    #expect(Int(opaque(UInt64.max)) == .max && UInt64(opaque(-1)) == 0 && UInt32(opaque(Int.max)) == .max)
    #expect(UInt8(opaque(300)) == 255 && UInt16(opaque(-5)) == 0 && Int32(opaque(Int64.min)) == .min)
    #expect([UInt64.max, 3].map(Int.init) == [.max, 3])
    #expect(Int(opaque(1e300)) == .max && Int(opaque(-1e300)) == .min && Int(opaque(Double.nan)) == 0)
    #expect(UInt8(opaque(-0.5)) == 0 && Int(opaque(-2.9)) == -2 && Int64(opaque(Double.infinity)) == .max)
  }

  @Test func `a range that ends before it begins is empty`() {
    #expect((opaque(9)..<opaque(3)) == 9..<9 && (opaque(UInt64(9))..<opaque(3)).isEmpty)
    #expect(Array(opaque(2)..<opaque(4)) == [2, 3])
  }

  @Test func `numbers that fit are computed as ever`() {
    for left in [-7, -1, 1, 6, 1 << 40] {
      for right in [-5, -1, 1, 3, 1 << 20] {
        let (sum, difference, product) = (left + right, left - right, left * right)
        #expect(sum == left &+ right && difference == left &- right && product == left &* right)
        #expect(left / right * right + left % right == left)
      }
    }
  }
}
