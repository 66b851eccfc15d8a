// The saturating operators of signed integers; `Saturated` explains them.

extension Int {
  @inlinable @inline(__always)
  package static func + (a: Int, b: Int) -> Int { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: Int, b: Int) -> Int { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: Int, b: Int) -> Int { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: Int, b: Int) -> Int { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: Int, b: Int) -> Int { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout Int, b: Int) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout Int, b: Int) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout Int, b: Int) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout Int, b: Int) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout Int, b: Int) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static prefix func - (a: Int) -> Int { Saturated.difference(0, a) }
  @inlinable @inline(__always)
  package static func ..< (a: Int, b: Int) -> Range<Int> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}

extension Int64 {
  @inlinable @inline(__always)
  package static func + (a: Int64, b: Int64) -> Int64 { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: Int64, b: Int64) -> Int64 { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: Int64, b: Int64) -> Int64 { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: Int64, b: Int64) -> Int64 { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: Int64, b: Int64) -> Int64 { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout Int64, b: Int64) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout Int64, b: Int64) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout Int64, b: Int64) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout Int64, b: Int64) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout Int64, b: Int64) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static prefix func - (a: Int64) -> Int64 { Saturated.difference(0, a) }
  @inlinable @inline(__always)
  package static func ..< (a: Int64, b: Int64) -> Range<Int64> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}

extension Int32 {
  @inlinable @inline(__always)
  package static func + (a: Int32, b: Int32) -> Int32 { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: Int32, b: Int32) -> Int32 { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: Int32, b: Int32) -> Int32 { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: Int32, b: Int32) -> Int32 { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: Int32, b: Int32) -> Int32 { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout Int32, b: Int32) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout Int32, b: Int32) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout Int32, b: Int32) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout Int32, b: Int32) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout Int32, b: Int32) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static prefix func - (a: Int32) -> Int32 { Saturated.difference(0, a) }
  @inlinable @inline(__always)
  package static func ..< (a: Int32, b: Int32) -> Range<Int32> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}
