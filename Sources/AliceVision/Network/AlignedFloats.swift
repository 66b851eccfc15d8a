internal import CVision

/// Numbers that begin at a multiple of 64 bytes, so that no vector crosses a cache line. Arrays begin anywhere.
struct AlignedFloats: Sendable {
  private static let line = 64 / MemoryLayout<Float>.stride

  private var floats: [Float]
  /// The index of the first number. A copy may lie elsewhere, which costs speed only.
  private let start: Int
  let count: Int

  /// `fill` receives space for the numbers; what it leaves out has any value.
  init(count: Int, fill: (UnsafeMutablePointer<Float>) -> Void = { _ in }) {
    var first = 0
    floats = [Float](unsafeUninitializedCapacity: count + Self.line) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      let past = UInt(bitPattern: base) / UInt(MemoryLayout<Float>.stride) % UInt(Self.line)
      first = (Self.line - Int(past)) % Self.line
      vision_prefer_large_pages(base, buffer.count * MemoryLayout<Float>.stride)
      fill(base + first)
      initialized = count + Self.line
    }
    start = first
    self.count = count
  }

  mutating func withFloats<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    floats.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the array is not empty") }
      return body(base + start)
    }
  }

  func withFloats<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    floats.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the array is not empty") }
      return body(base + start)
    }
  }
}
