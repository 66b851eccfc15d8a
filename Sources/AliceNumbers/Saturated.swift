/// The results of the operators and conversions of this module.
///
/// In a file with `import AliceNumbers`, arithmetic never traps, because its numbers come from a file or a peer: `+`, `-`,
/// `*`, `/` and `%` of integers saturate, conversions between numbers clamp, and a range whose end is before its beginning
/// is empty. A sum of an offset and a size that lie is then larger than any file, so that the comparison with the size of
/// the file, which every reader makes, refuses it. Other numbers give the same results as with the operators of the
/// standard library, which those of this module shadow.
///
/// Where a wrap-around is intended, as in a checksum, it is written with `&+`.
@usableFromInline
package enum Saturated {
  @inlinable @inline(__always)
  package static func sum<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    let (value, overflow) = a.addingReportingOverflow(b)
    return overflow ? (b < 0 ? .min : .max) : value
  }

  @inlinable @inline(__always)
  package static func difference<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    let (value, overflow) = a.subtractingReportingOverflow(b)
    return overflow ? (b < 0 ? .max : .min) : value
  }

  @inlinable @inline(__always)
  package static func product<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? ((a < 0) == (b < 0) ? .max : .min) : value
  }

  /// The quotient of a division by zero is zero.
  @inlinable @inline(__always)
  package static func quotient<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    let (value, overflow) = a.dividedReportingOverflow(by: b)
    return overflow ? (b == 0 ? 0 : .max) : value
  }

  @inlinable @inline(__always)
  package static func remainder<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    let (value, overflow) = a.remainderReportingOverflow(dividingBy: b)
    return overflow ? 0 : value
  }

  @inlinable @inline(__always)
  package static func range<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Range<Number> {
    Range(uncheckedBounds: (a, a < b ? b : a))
  }

  /// Returns the whole part of `source`, or the nearest value that the integer can have; zero for NaN.
  @inlinable
  package static func whole<Number: FixedWidthInteger>(_ source: Double) -> Number {
    if let exact = Number(exactly: source.rounded(.towardZero)) { return exact }
    return source.isNaN ? 0 : source < 0 ? .min : .max
  }
}
