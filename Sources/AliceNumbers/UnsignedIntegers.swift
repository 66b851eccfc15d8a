// The saturating operators of unsigned integers; `Saturated` explains them.

extension UInt {
  @inlinable @inline(__always)
  package static func + (a: UInt, b: UInt) -> UInt { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: UInt, b: UInt) -> UInt { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: UInt, b: UInt) -> UInt { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: UInt, b: UInt) -> UInt { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: UInt, b: UInt) -> UInt { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout UInt, b: UInt) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout UInt, b: UInt) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout UInt, b: UInt) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout UInt, b: UInt) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout UInt, b: UInt) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func ..< (a: UInt, b: UInt) -> Range<UInt> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}

extension UInt64 {
  @inlinable @inline(__always)
  package static func + (a: UInt64, b: UInt64) -> UInt64 { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: UInt64, b: UInt64) -> UInt64 { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: UInt64, b: UInt64) -> UInt64 { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: UInt64, b: UInt64) -> UInt64 { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: UInt64, b: UInt64) -> UInt64 { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout UInt64, b: UInt64) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout UInt64, b: UInt64) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout UInt64, b: UInt64) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout UInt64, b: UInt64) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout UInt64, b: UInt64) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func ..< (a: UInt64, b: UInt64) -> Range<UInt64> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}

extension UInt32 {
  @inlinable @inline(__always)
  package static func + (a: UInt32, b: UInt32) -> UInt32 { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: UInt32, b: UInt32) -> UInt32 { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: UInt32, b: UInt32) -> UInt32 { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: UInt32, b: UInt32) -> UInt32 { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: UInt32, b: UInt32) -> UInt32 { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout UInt32, b: UInt32) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout UInt32, b: UInt32) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout UInt32, b: UInt32) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout UInt32, b: UInt32) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout UInt32, b: UInt32) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func ..< (a: UInt32, b: UInt32) -> Range<UInt32> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}

extension UInt16 {
  @inlinable @inline(__always)
  package static func + (a: UInt16, b: UInt16) -> UInt16 { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: UInt16, b: UInt16) -> UInt16 { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: UInt16, b: UInt16) -> UInt16 { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: UInt16, b: UInt16) -> UInt16 { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: UInt16, b: UInt16) -> UInt16 { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout UInt16, b: UInt16) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout UInt16, b: UInt16) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout UInt16, b: UInt16) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout UInt16, b: UInt16) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout UInt16, b: UInt16) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func ..< (a: UInt16, b: UInt16) -> Range<UInt16> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}

extension UInt8 {
  @inlinable @inline(__always)
  package static func + (a: UInt8, b: UInt8) -> UInt8 { Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func - (a: UInt8, b: UInt8) -> UInt8 { Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func * (a: UInt8, b: UInt8) -> UInt8 { Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func / (a: UInt8, b: UInt8) -> UInt8 { Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func % (a: UInt8, b: UInt8) -> UInt8 { Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func += (a: inout UInt8, b: UInt8) { a = Saturated.sum(a, b) }
  @inlinable @inline(__always)
  package static func -= (a: inout UInt8, b: UInt8) { a = Saturated.difference(a, b) }
  @inlinable @inline(__always)
  package static func *= (a: inout UInt8, b: UInt8) { a = Saturated.product(a, b) }
  @inlinable @inline(__always)
  package static func /= (a: inout UInt8, b: UInt8) { a = Saturated.quotient(a, b) }
  @inlinable @inline(__always)
  package static func %= (a: inout UInt8, b: UInt8) { a = Saturated.remainder(a, b) }
  @inlinable @inline(__always)
  package static func ..< (a: UInt8, b: UInt8) -> Range<UInt8> { Saturated.range(a, b) }
  @inlinable @inline(__always)
  package init<Source: BinaryInteger>(_ source: Source) { self.init(clamping: source) }
  @inlinable @inline(__always)
  package init(_ source: Double) { self = Saturated.whole(source) }
}
