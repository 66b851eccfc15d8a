internal import CVision

/// The weights that map the positions along one axis of an image to those of the resized image.
///
/// The weights are fixed-point numbers with 22 fractional bits, so that results have the same bits everywhere.
struct ResampleAxis {
  static let fractionBits: Int32 = 22

  /// The first original position of each new one.
  private(set) var starts: [Int] = []
  /// The index of the first weight of each new position in `weights`; one more entry than positions.
  private(set) var offsets: [Int] = [0]
  private(set) var weights: [Int32] = []
  /// Whether each new position is the mean of two original ones, for which the kernels are much faster.
  private var isHalving = false

  var count: Int { starts.count }

  /// The end of the last original position.
  var end: Int { starts.indices.map { starts[$0] + offsets[$0 + 1] - offsets[$0] }.max() ?? 0 }

  /// Returns the weights of area averaging: each new position is the mean of the positions that it covers, with
  /// fractions at the edges.
  static func area(from size: Int, to newSize: Int) -> ResampleAxis {
    let scale = Double(size) / Double(newSize)
    var axis = ResampleAxis()
    for position in 0..<newSize {
      let (low, high) = (Double(position) * scale, min(Double(position + 1) * scale, Double(size)))
      let (first, end) = (min(Int(low), size - 1), min(Int(high.rounded(.up)), size))
      axis.append(
        start: first,
        weights: (first..<max(end, first + 1)).map { min(Double($0 + 1), high) - max(Double($0), low) })
    }
    axis.isHalving = size == 2 * newSize
    return axis
  }

  /// Returns the weights of cubic convolution with a = −0.5, widened when the image shrinks, as in Pillow.
  static func bicubic(from size: Int, to newSize: Int) -> ResampleAxis {
    let scale = Double(size) / Double(newSize)
    let spread = max(scale, 1)
    let support = 2 * spread
    var axis = ResampleAxis()
    for position in 0..<newSize {
      let centre = (Double(position) + 0.5) * scale
      let first = max(Int(centre - support + 0.5), 0)
      let end = min(Int(centre + support + 0.5), size)
      axis.append(
        start: first, weights: (first..<end).map { cubic((Double($0) - centre + 0.5) / spread) })
    }
    return axis
  }

  private mutating func append(start: Int, weights new: [Double]) {
    let total = new.reduce(0, +)
    let unit = Double(1 << Self.fractionBits) / total
    starts.append(start)
    weights += new.map { Int32(($0 * unit).rounded(.toNearestOrAwayFromZero)) }
    offsets.append(weights.count)
  }

  private static func cubic(_ distance: Double) -> Double {
    let (x, a) = (abs(distance), -0.5)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
  }

  /// The initial value of a sum, which makes the result rounded.
  static let half: Int32 = 1 << (fractionBits - 1)

  @inline(__always)
  static func byte(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> fractionBits) }

  /// Calls `body` with this axis as the kernels read it.
  func withKernelAxis<Result>(_ body: (UnsafePointer<vision_axis>) -> Result) -> Result {
    starts.withUnsafeBufferPointer { starts in
      offsets.withUnsafeBufferPointer { offsets in
        weights.withUnsafeBufferPointer { weights in
          let axis = vision_axis(
            count: starts.count, starts: starts.baseAddress, offsets: offsets.baseAddress,
            weights: weights.baseAddress, halves: isHalving ? 1 : 0)
          return withUnsafePointer(to: axis, body)
        }
      }
    }
  }
}
